#include "platform/canvas/canvas.h"

#include "platform/base/text.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <malloc.h>

#include <stdlib.h>
#include <string.h>

#define ELEMENTS_MAX 8192u

/*
 * Only these families: with every installed font, fallback sorts thousands of them for each text
 * style, and machines draw differently. Caches are where Debian's fc-cache puts them.
 */
#define FAMILY(name) "<pattern><patelt name=\"family\"><string>" name "</string></patelt></pattern>"
#define OURS                                                                                       \
    FAMILY("Noto Sans")                                                                            \
    FAMILY("Noto Sans Arabic")                                                                     \
    FAMILY("Noto Sans Devanagari") FAMILY("Noto Sans CJK SC") FAMILY("Noto Sans CJK KR")

static const char settings_start[] =
    "<fontconfig>"
    "<selectfont>"
    "<rejectfont><pattern><patelt "
    "name=\"scalable\"><bool>true</bool></patelt></pattern></rejectfont>"
    "<acceptfont>" OURS "</acceptfont>"
    "</selectfont>";
static const char system_folders[] = "<cachedir>/var/cache/fontconfig</cachedir>"
                                     "<cachedir prefix=\"xdg\">fontconfig</cachedir>"
                                     "<dir>/usr/share/fonts/truetype/noto</dir>"
                                     "<dir>/usr/share/fonts/opentype/noto</dir>";
static const char settings_end[] = "</fontconfig>";

static bool has_noto_sans(FcConfig *config)
{
    FcPattern *pattern = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, "Noto Sans", (char *)NULL);
    FcObjectSet *objects = FcObjectSetBuild(FC_FILE, (char *)NULL);
    FcFontSet *found = FcFontList(config, pattern, objects);
    bool any = found && found->nfont > 0;
    if (found)
        FcFontSetDestroy(found);
    FcObjectSetDestroy(objects);
    FcPatternDestroy(pattern);
    return any;
}

/* The folder and what is known of its fonts in a file beside it, good wherever both are moved to:
 * tools/make-fonts names the same. False for a path that XML would not take as it stands. */
static bool name_folder(const char *folder, char *elements, size_t size)
{
    return strpbrk(folder, "<>&\"'") == NULL &&
           text_format(elements, size,
                       "<cachedir>%s-cache</cachedir>"
                       "<remap-dir as-path=\"/custody-kiosk/fonts\">%s</remap-dir>",
                       folder, folder);
}

/* A configuration with the fonts of the folders in `elements` alone; NULL without Noto Sans. */
static FcConfig *find_fonts(const char *elements)
{
    char settings[sizeof settings_start + ELEMENTS_MAX + sizeof settings_end];
    FcConfig *config = FcConfigCreate();
    if (config &&
        text_format(settings, sizeof settings, "%s%s%s", settings_start, elements, settings_end) &&
        FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)settings, FcTrue) &&
        FcConfigBuildFonts(config) && has_noto_sans(config))
        return config;
    if (config)
        FcConfigDestroy(config);
    return NULL;
}

bool canvas_load_fonts(const char *folder, struct error *error)
{
    char elements[ELEMENTS_MAX];
    char *path = folder ? realpath(folder, NULL) : NULL;
    FcConfig *config =
        path && name_folder(path, elements, sizeof elements) ? find_fonts(elements) : NULL;
    free(path);
    if (!config)
        config = find_fonts(system_folders);
    if (!config || !FcConfigSetCurrent(config)) {
        if (config)
            FcConfigDestroy(config);
        return error_set(error, ERROR_NOT_FOUND,
                         "no Noto Sans in %s or the system's fonts; install fonts-noto-core "
                         "and fonts-noto-cjk",
                         folder ? folder : "the fonts folder");
    }
    FcConfigDestroy(config);
    return true;
}

void canvas_shed_fonts(void)
{
    pango_fc_font_map_cache_clear(PANGO_FC_FONT_MAP(pango_cairo_font_map_get_default()));
    (void)malloc_trim(0);
}
