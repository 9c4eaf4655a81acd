# Custody alert kiosk. `make` builds the release programs into build/bin,
# `make run` shows a whole visit, `make test` and `make lint` check the tree.
#
# VARIANT=release   what is shipped
# VARIANT=door      release plus the descriptor through which tests read a live visit
# VARIANT=sanitize  door plus AddressSanitizer and UndefinedBehaviorSanitizer
# VARIANT=fuzz      release with both of them and libFuzzer's counters; needs CC=clang
# VARIANT=threads   door plus ThreadSanitizer

VARIANT ?= release
CC ?= gcc
OUT := build/$(VARIANT)
BIN := $(if $(filter release,$(VARIANT)),build/bin,$(OUT)/bin)
V ?= 0
Q := $(if $(filter 1,$(V)),,@)

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wformat=2 -Wundef -Wpointer-arith -Wwrite-strings
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE -fno-plt
LINK_HARDEN := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed
ifeq ($(VARIANT),sanitize)
OPTIMISE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
DEFINES := -DKIOSK_TEST_DOOR
LINK_HARDEN += -fsanitize=address,undefined
else ifeq ($(VARIANT),fuzz)
OPTIMISE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
DEFINES :=
LINK_HARDEN += -fsanitize=address,undefined
else ifeq ($(VARIANT),threads)
OPTIMISE := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
DEFINES := -DKIOSK_TEST_DOOR
LINK_HARDEN += -fsanitize=thread
else
OPTIMISE := -O2 -g -D_FORTIFY_SOURCE=2
DEFINES := $(if $(filter door,$(VARIANT)),-DKIOSK_TEST_DOOR)
endif

VERSION := $(shell cat VERSION)
CPPFLAGS += -I. -D_GNU_SOURCE -DKIOSK_VERSION='"$(VERSION)"' $(DEFINES)
CFLAGS += -std=c11 $(WARNINGS) $(HARDEN) $(OPTIMISE) $(if $(CI),-Werror)

# A folder becomes one archive; a program names the folders it is made of, so
# what it does not name (the opener, in a kiosk's program) cannot get into it.
PACKAGES_platform/base := jansson inih
PACKAGES_platform/crypto := libcrypto
PACKAGES_platform/tpm := tss2-esys tss2-tctildr tss2-mu tss2-rc
PACKAGES_platform/seal := libcrypto
PACKAGES_platform/opening := libcrypto
PACKAGES_platform/token := p11-kit-1
PACKAGES_platform/canvas := pangocairo pangoft2 cairo fontconfig libqrencode libpng
PACKAGES_platform/window := sdl2 x11 libdrm libinput
PACKAGES_platform/language := pango
PACKAGES_platform/typing := jansson libhangul
PACKAGES_platform/http := libcurl libevent libevent_openssl libssl libcrypto
PACKAGES_platform/sandbox := libseccomp
PACKAGES_platform/device := libpng
PACKAGES_app/registration := jansson
PACKAGES_app/outbox := sqlite3
PACKAGES_app/wire := libcbor jansson
PACKAGES_app/site := jansson
PACKAGES_app/enrolment := jansson
PACKAGES_app/local := jansson
PACKAGES_app/screen := jansson
PACKAGES_app/printer := jansson
PACKAGES_app/voice := jansson
PACKAGES_app/courier := jansson
PACKAGES_app/staff/kioskctl := jansson
PACKAGES_app/staff/steward := jansson
PACKAGES_app/staff/hand := jansson
PACKAGES_app/staff/reset := jansson
PACKAGES_app/staff/update := jansson
PACKAGES_app/staff/health := jansson
PACKAGES_app/update := jansson
PACKAGES_app/central := jansson sqlite3 libpq

PROGRAMS := kiosk-screen kiosk-printer kiosk-voice kiosk-courier kiosk-steward kiosk-hand kiosk-reset kiosk-update kiosk-health kiosk-usb kiosk-clock kioskctl kiosk-central

FOLDERS_kiosk-screen := app/screen app/registration app/outbox app/wire app/site app/local \
	platform/window platform/canvas platform/typing platform/language platform/seal platform/crypto \
	platform/sandbox platform/base
FOLDERS_kiosk-printer := app/printer app/local platform/device platform/sandbox platform/base
FOLDERS_kiosk-voice := app/voice app/local platform/speech platform/sound platform/window platform/sandbox platform/base
FOLDERS_kiosk-courier := app/courier app/update app/outbox app/wire app/site app/local platform/http \
	platform/crypto platform/tpm platform/sandbox platform/base
FOLDERS_kiosk-steward := app/staff/steward app/local platform/crypto platform/sandbox platform/base
FOLDERS_kiosk-reset := app/staff/reset app/outbox app/wire app/local platform/crypto platform/sandbox platform/base
FOLDERS_kiosk-hand := app/staff/hand app/local platform/sandbox platform/base
FOLDERS_kiosk-update := app/staff/update app/update app/local platform/crypto platform/sandbox platform/base
FOLDERS_kiosk-health := app/staff/health app/update app/outbox app/wire app/local platform/crypto platform/sandbox platform/base
FOLDERS_kiosk-usb := app/usb platform/sandbox platform/base
FOLDERS_kiosk-clock := app/clock platform/sandbox platform/base
FOLDERS_kioskctl := app/staff/kioskctl app/registration app/outbox app/wire app/enrolment app/site app/local \
	platform/http platform/crypto platform/tpm platform/sandbox platform/base
FOLDERS_kiosk-central := app/central app/update app/wire app/enrolment app/site app/registration platform/http \
	platform/opening platform/token platform/seal platform/crypto platform/sandbox platform/base

FOLDERS := $(sort $(foreach p,$(PROGRAMS),$(FOLDERS_$(p))))
archive = $(OUT)/$(subst /,_,$(1)).a
objects = $(patsubst %.c,$(OUT)/obj/%.o,$(sort $(wildcard $(1)/*.c $(1)/*/*.c)))
# The headers of libraries are not ours to be warned about.
flags = $(if $(1),$(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(1) 2>/dev/null)))
libs = $(if $(1),$(shell pkg-config --libs $(1) 2>/dev/null))

# A program is there once its main.c is; every folder is compiled.
WRITTEN := $(foreach p,$(PROGRAMS),$(if $(wildcard $(firstword $(FOLDERS_$(p)))/main.c),$(p)))
all: $(foreach f,$(FOLDERS),$(call archive,$(f))) $(WRITTEN:%=$(BIN)/%) assets

# A folder without a source file yet gives an empty archive.
define FOLDER_RULES
MAINS_$(1) := $$(wildcard $(1)/*main.c)
FLAGS_$(1) := $$(call flags,$$(PACKAGES_$(1)))
$$(call objects,$(1)): private CPPFLAGS += $$(FLAGS_$(1))
$$(call archive,$(1)): $$(filter-out %main.o,$$(call objects,$(1)))
	@echo "  AR    $$@"
	$$(Q)mkdir -p $$(@D) && rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call FOLDER_RULES,$(f))))

# The icons are compiled in: a sandboxed program need not read them.
ICONS := $(sort $(wildcard assets/icons/*.svg))
build/generated/icon_table.c: tools/make-icon-table $(ICONS)
	@echo "  ICONS $@"
	$(Q)mkdir -p $(@D) && tools/make-icon-table $@ $(ICONS)
$(call archive,platform/canvas): $(OUT)/obj/build/generated/icon_table.o

define PROGRAM_RULES
PACKAGES_OF_$(1) := $$(sort $$(foreach f,$$(FOLDERS_$(1)),$$(PACKAGES_$$(f))))
$(BIN)/$(1): $$(OUT)/obj/$$(firstword $$(FOLDERS_$(1)))/main.o $$(foreach f,$$(FOLDERS_$(1)),$$(call archive,$$(f)))
	@echo "  LINK  $$@"
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(OPTIMISE) $$(LINK_HARDEN) -o $$@ $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group \
		$$(call libs,$$(PACKAGES_OF_$(1))) -lm
$(1): $(BIN)/$(1)
endef
$(foreach p,$(PROGRAMS),$(eval $(call PROGRAM_RULES,$(p))))

$(OUT)/obj/%.o: %.c
	@echo "  CC    $<"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)

# ---- texts -----------------------------------------------------------------
LANGUAGES := $(patsubst assets/languages/%.po,%,$(wildcard assets/languages/*.po))
SHARE := build/share
FORMS := $(patsubst assets/%,$(SHARE)/%,$(wildcard assets/forms/*.json))
KEYBOARDS := $(patsubst assets/%,$(SHARE)/%,$(wildcard assets/keyboards/*.json))
COUNTRIES := $(patsubst assets/languages/%.countries,$(SHARE)/languages/%/countries,$(wildcard assets/languages/*.countries))
VOICES := $(SHARE)/voices/espeak-ng-data/phontab
FONTS := $(SHARE)/fonts/LICENSE.noto-cjk
PICTURES := $(SHARE)/pictures/starting.pgm $(SHARE)/pictures/not-available.pgm
assets: $(FONTS) $(LANGUAGES:%=$(SHARE)/languages/%/LC_MESSAGES/kiosk.mo) $(COUNTRIES) $(FORMS) $(KEYBOARDS) \
	$(SHARE)/keyboards/pinyin.table voices $(PICTURES)
$(FONTS): tools/make-fonts
	@echo "  FONTS $(@D)"
	$(Q)tools/make-fonts $(@D)
# What stands on a panel without a visit: drawn here, so that it needs neither text nor font there.
$(PICTURES): app/screen/showroom/words.c $(wildcard assets/languages/*.po) \
		| $(BIN)/kiosk-screen $(FONTS) $(LANGUAGES:%=$(SHARE)/languages/%/LC_MESSAGES/kiosk.mo) $(COUNTRIES)
	@echo "  WORDS $@"
	$(Q)mkdir -p $(@D) && ASAN_OPTIONS=detect_leaks=0 $(BIN)/kiosk-screen words $(basename $(@F)) --share $(SHARE) --output $@
$(SHARE)/languages/%/countries: assets/languages/%.countries
	$(Q)install -D -m 644 $< $@
$(SHARE)/forms/%.json: assets/forms/%.json
	$(Q)install -D -m 644 $< $@
$(SHARE)/keyboards/%.json: assets/keyboards/%.json
	$(Q)install -D -m 644 $< $@
$(SHARE)/keyboards/pinyin.table: tools/make-pinyin-table assets/keyboards/pinyin.names
	@echo "  TABLE $@"
	$(Q)mkdir -p $(@D) && tools/make-pinyin-table assets/keyboards/pinyin.names $@
	$(Q)install -m 644 /usr/share/doc/unicode-data/copyright $(@D)/LICENSE.unihan
$(SHARE)/languages/%/LC_MESSAGES/kiosk.mo: assets/languages/%.po
	@echo "  PO    $<"
	$(Q)mkdir -p $(@D) && msgfmt --check-format -o $@ $<
# The voices that the catalogues name in lang_voice, in one folder for espeak-ng --path.
voices: $(VOICES)
$(VOICES): tools/make-voices $(wildcard assets/voices/*) $(wildcard assets/languages/*.po)
	@echo "  VOICES $(@D)"
	$(Q)tools/make-voices $(SHARE)/voices assets/languages/*.po

# ---- tests -----------------------------------------------------------------
UNIT_SOURCES := $(sort $(wildcard tests/unit/test_*.c))
UNIT_TESTS := $(UNIT_SOURCES:tests/unit/%.c=$(OUT)/unit/%)
SUPPORT_OBJECTS := $(patsubst %.c,$(OUT)/obj/%.o,$(sort $(wildcard tests/support/lib/*.c)))
ALL_PACKAGES := $(sort $(foreach f,$(FOLDERS),$(PACKAGES_$(f)))) cmocka
ALL_FLAGS = $(call flags,$(ALL_PACKAGES))
$(OUT)/obj/tests/%.o: private CPPFLAGS += $(ALL_FLAGS)
$(OUT)/unit/%: $(OUT)/obj/tests/unit/%.o $(SUPPORT_OBJECTS) $(foreach f,$(FOLDERS),$(call archive,$(f)))
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OPTIMISE) $(LINK_HARDEN) $(UNIT_LINK) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(call libs,$(ALL_PACKAGES)) -lm

unit: $(UNIT_TESTS) assets
	$(Q)tools/run-tests $(UNIT_TESTS)
unit-programs: $(UNIT_TESTS)

# Programs that tests use and that are not shipped: tests/support/NAME.c
SUPPORT_TOOLS := $(patsubst tests/support/%.c,$(OUT)/support/%,$(wildcard tests/support/*.c))
$(OUT)/support/%: $(OUT)/obj/tests/support/%.o $(SUPPORT_OBJECTS) $(foreach f,$(FOLDERS),$(call archive,$(f)))
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OPTIMISE) $(LINK_HARDEN) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(call libs,$(ALL_PACKAGES)) -lXtst -lXext -lX11 -lm
support: $(SUPPORT_TOOLS)

# Runs in the appliance's test image too: nothing but itself is needed there.
build/inject: tests/image/inject.c tests/image/traced.c tests/image/traced.h
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D) && $(CC) -I. -D_GNU_SOURCE -std=c11 $(WARNINGS) $(if $(CI),-Werror) -O2 -static -o $@ $(filter %.c,$^)

BENCH_TOOLS := $(patsubst tests/bench/%.c,$(OUT)/bench/%,$(wildcard tests/bench/*.c))
$(OUT)/bench/%: $(OUT)/obj/tests/bench/%.o $(SUPPORT_OBJECTS) $(foreach f,$(FOLDERS),$(call archive,$(f)))
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OPTIMISE) $(LINK_HARDEN) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(call libs,$(ALL_PACKAGES)) -lX11 -lm
bench-programs: $(BENCH_TOOLS)

# Fuzzing: a target is tests/fuzz/fuzz_NAME.c. Each becomes a program with libFuzzer (VARIANT=fuzz),
# and all of them one runner over the corpus (any variant).
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_LIBRARY := $(patsubst %.c,$(OUT)/obj/%.o,$(filter-out %/replay.c,$(wildcard tests/fuzz/lib/*.c)))
FUZZ_LINK = $(Q)mkdir -p $(@D) && $(CC) $(OPTIMISE) $(LINK_HARDEN) $(1) -o $@ $(filter %.o,$^) \
	-Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(call libs,$(ALL_PACKAGES)) -lm
$(OUT)/fuzz/target/%: $(OUT)/obj/tests/fuzz/fuzz_%.o $(FUZZ_LIBRARY) $(SUPPORT_OBJECTS) $(foreach f,$(FOLDERS),$(call archive,$(f)))
	@echo "  LINK  $@"
	$(call FUZZ_LINK,-fsanitize=fuzzer -Xlinker --defsym=LLVMFuzzerTestOneInput=fuzz_$*)
build/generated/fuzz_targets.c: tests/fuzz/make-targets $(FUZZ_TARGETS:%=tests/fuzz/fuzz_%.c)
	$(Q)mkdir -p $(@D) && tests/fuzz/make-targets $@ $(FUZZ_TARGETS)
$(OUT)/fuzz/replay: $(FUZZ_TARGETS:%=$(OUT)/obj/tests/fuzz/fuzz_%.o) $(OUT)/obj/tests/fuzz/lib/replay.o $(OUT)/obj/build/generated/fuzz_targets.o \
		$(FUZZ_LIBRARY) $(SUPPORT_OBJECTS) $(foreach f,$(FOLDERS),$(call archive,$(f)))
	@echo "  LINK  $@"
	$(call FUZZ_LINK)
fuzz-replay: $(OUT)/fuzz/replay
TARGET ?= $(filter-out planted,$(FUZZ_TARGETS))
fuzz-programs: $(TARGET:%=$(OUT)/fuzz/target/%)

# Unit tests for tools that look into a process: without its sandbox.
$(OUT)/bare/%: $(OUT)/obj/tests/unit/%.o $(OUT)/obj/tests/sanitizers/no_sandbox.o $(SUPPORT_OBJECTS) $(foreach f,$(FOLDERS),$(call archive,$(f)))
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OPTIMISE) $(LINK_HARDEN) -Wl,--wrap=sandbox_enter -o $@ $(filter %.o,$^) \
		-Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(call libs,$(ALL_PACKAGES)) -lm
MEMORY_TESTS := answer courier courier_hostile http http_client ledger office opening outbox reach seal signed_file wire
THREAD_TESTS := audio courier courier_hostile http http_client speech speech_failures window
there = $(foreach t,$(1),$(if $(wildcard tests/unit/test_$(t).c),$(OUT)/bare/test_$(t)))
memory-programs: $(call there,$(MEMORY_TESTS))
thread-programs: $(call there,$(THREAD_TESTS))

# The gallery sees what a screen draws: the product's calls come by it.
GALLERY_OBJECTS := $(patsubst %.c,$(OUT)/obj/%.o,$(filter-out %/gallery.c,$(wildcard tests/gallery/*.c)))
GALLERY_LINK := -Wl,--wrap=canvas_text,--wrap=canvas_icon
$(OUT)/gallery/gallery: $(OUT)/obj/tests/gallery/gallery.o $(GALLERY_OBJECTS) $(SUPPORT_OBJECTS) $(foreach f,$(FOLDERS),$(call archive,$(f)))
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OPTIMISE) $(LINK_HARDEN) $(GALLERY_LINK) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(call libs,$(ALL_PACKAGES)) -lm
gallery-program: $(OUT)/gallery/gallery
$(OUT)/unit/test_gallery: $(GALLERY_OBJECTS)
$(OUT)/unit/test_gallery: private UNIT_LINK = $(GALLERY_LINK),--wrap=theme_palette,--wrap=theme_text

# What makes calls fail in the programs (tests/faults): a preloaded library, and the save without a display.
FAULT_SHIM := $(OUT)/faults/shim.so
FAULT_SHIM_OBJECTS := $(patsubst %.c,$(OUT)/obj/%.o,$(sort $(wildcard tests/faults/shim/*.c)))
$(FAULT_SHIM_OBJECTS): private CFLAGS += -fPIC -U_FORTIFY_SOURCE -fno-builtin
$(FAULT_SHIM): $(FAULT_SHIM_OBJECTS)
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -shared -Wl,-z,relro -Wl,-z,now -o $@ $^
$(OUT)/faults/save: $(OUT)/obj/tests/faults/save.o $(OUT)/obj/tests/support/lib/made_up_visit.o $(foreach f,$(FOLDERS),$(call archive,$(f)))
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OPTIMISE) $(LINK_HARDEN) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(call libs,$(ALL_PACKAGES)) -lm
fault-programs: $(FAULT_SHIM) $(OUT)/faults/save $(OUT)/support/remains $(OUT)/support/fake-printer

# A file system whose power can be cut, what runs on it, and a preload that takes the sync calls out.
FORGETFUL_FLAGS := $(call flags,fuse3)
$(OUT)/obj/tests/faults/forgetful/%.o: private CPPFLAGS += $(FORGETFUL_FLAGS)
$(OUT)/faults/forgetful: $(patsubst %.c,$(OUT)/obj/%.o,$(wildcard tests/faults/forgetful/*.c))
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OPTIMISE) $(LINK_HARDEN) -o $@ $^ $(call libs,fuse3)
$(OUT)/faults/power_writer: $(patsubst %.c,$(OUT)/obj/%.o,$(wildcard tests/faults/power/*.c)) $(foreach f,$(FOLDERS),$(call archive,$(f)))
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(OPTIMISE) $(LINK_HARDEN) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(call libs,$(ALL_PACKAGES)) -lm
$(OUT)/faults/no_sync.so: tests/faults/preload/no_sync.c
	@echo "  LINK  $@"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -fPIC -shared -o $@ $<
power-programs: $(OUT)/faults/forgetful $(OUT)/faults/power_writer $(OUT)/faults/no_sync.so

# A renewal is killed at each call that changes a file.
$(OUT)/unit/test_identity: private UNIT_LINK = -Wl,--wrap=rename,--wrap=unlink,--wrap=fsync,--wrap=write

# Every object of the programs, for a compiler's opinion without linking.
objects: $(foreach f,$(FOLDERS),$(call objects,$(f)))

# ---- the commands of the README ----------------------------------------------
# Packages come first: pkg-config itself may be missing until then, so what
# builds is a second make.
BUILD := $(MAKE) --no-print-directory -j$(shell nproc)
deps:
	$(Q)tools/install-packages build run test lint bench

run:
	$(Q)tools/install-packages build run
	$(Q)$(BUILD) all support VARIANT=door
	$(Q)$(BUILD) all
	$(Q)tools/run

test:
	$(Q)tools/install-packages build run test
	$(Q)$(BUILD) all unit-programs gallery-program fault-programs power-programs build/inject
	$(Q)$(BUILD) all support VARIANT=door
	$(Q)$(BUILD) all unit-programs support fuzz-replay VARIANT=sanitize
	$(Q)tools/run-tests

# The tests that are worth more the longer they run, in full.
LONG_TESTS := tests/e2e/test_known_failures tests/e2e/test_languages tests/e2e/test_many_visits tests/e2e/test_monkey
long:
	$(Q)tools/install-packages build run test
	$(Q)$(BUILD) all fault-programs
	$(Q)$(BUILD) all support VARIANT=door
	$(Q)$(BUILD) all support VARIANT=sanitize
	$(Q)LONG=1 tools/run-tests $(LONG_TESTS)

# Kills by the thousand, of every program, of receivers and of the database under them.
kills:
	$(Q)tools/install-packages build run test
	$(Q)$(BUILD) all fault-programs support
	$(Q)$(BUILD) all support VARIANT=door
	$(Q)LONG=1 tools/run-tests tests/e2e/test_kills_everywhere tests/e2e/test_ledger_kills

# Power cuts before 1,000 operations and more; needs root and /dev/fuse.
power:
	$(Q)tools/install-packages build run test
	$(Q)$(BUILD) all power-programs fault-programs
	$(Q)tests/faults/power_cuts 1500
	$(Q)tests/faults/power_programs 60
	$(Q)tests/faults/power_updates

# The same under a kernel of its own: ext4 in QEMU, its disk's writes replayed at every flush.
power-guest:
	$(Q)tools/install-packages build run test guest
	$(Q)$(BUILD) all power-programs
	$(Q)tests/faults/power_guest
	$(Q)tests/faults/power_updates_guest

# The appliance in QEMU, step by step, with pictures: make test-image STEP="image-keys". Needs root.
test-image:
	$(Q)tools/install-packages build run image guest
	$(Q)$(BUILD) all support
	$(Q)$(BUILD) all support VARIANT=door
	$(Q)tests/image/centre.py
	$(Q)image/build test
	$(Q)tests/image/run $(STEP)

# The appliance's panel in a guest with a display of its own: pictures, taps and keys.
panel-guest:
	$(Q)tools/install-packages build run test guest
	$(Q)$(BUILD) all $(OUT)/support/keeper $(OUT)/support/glass
	$(Q)tests/image/test_panel

lint:
	$(Q)tools/install-packages build run test lint
	$(Q)$(BUILD) all
	$(Q)tools/lint

bench:
	$(Q)tools/install-packages build run test bench
	$(Q)$(BUILD) all support VARIANT=door
	$(Q)$(BUILD) all bench-programs
	$(Q)tests/bench/run

# Every step of a request's way with every kind of call failing.
faults:
	$(Q)tools/install-packages build run test
	$(Q)$(BUILD) all fault-programs
	$(Q)tests/faults/run $(if $(MOST),--most $(MOST))

# make fuzz MINUTES=10 TARGET="batch answer": libFuzzer under both sanitizers, that long on each target.
MINUTES ?= 1
fuzz:
	$(Q)tools/install-packages build fuzz
	$(Q)$(BUILD) fuzz-programs VARIANT=fuzz CC=clang TARGET="$(TARGET)"
	$(Q)tests/fuzz/run $(MINUTES) $(TARGET)

# Memory under valgrind, threads under ThreadSanitizer.
sanitizers:
	$(Q)tools/install-packages build run test memory
	$(Q)$(BUILD) memory-programs
	$(Q)$(BUILD) thread-programs VARIANT=threads
	$(Q)tests/sanitizers/run

# Every screen in every language, size, theme and orientation: build/gallery/index.html
gallery:
	$(Q)tools/install-packages build run
	$(Q)$(BUILD) all gallery-program
	$(Q)tests/gallery/run --output build/gallery

# The pictures in docs/, drawn anew: docs/pictures
doc-pictures:
	$(Q)tools/install-packages build pictures
	$(Q)$(BUILD) all
	$(Q)tools/doc-pictures make

# The headings of all screens, read back from their pictures.
ocr:
	$(Q)tools/install-packages build test ocr
	$(Q)$(BUILD) all
	$(Q)tests/gallery/ocr

# The appliance's disk image, under build/image/production; TEST=1: the one that tests boot, with keys of
# its own, under build/image/test. Needs root. docs/image.md
image:
	$(Q)tools/install-packages image $(if $(TEST),build run)
	$(Q)image/build $(if $(TEST),test,production)

clean:
	rm -rf build run

.PHONY: all assets unit unit-programs support bench-programs fault-programs gallery-program power-programs power power-guest panel-guest test-image objects deps run test long kills lint bench faults fuzz fuzz-replay fuzz-programs memory-programs thread-programs sanitizers gallery doc-pictures ocr image clean $(PROGRAMS)
.SECONDARY:
