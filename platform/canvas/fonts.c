#include "platform/canvas/canvas.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>

#include <sys/stat.h>

/*
 * Only these families: with every installed font, fallback sorts thousands of them for each text
 * style, and machines draw differently. Caches are where Debian's fc-cache puts them.
 */
static const char settings[] =
    "<fontconfig>"
    "<dir>/usr/share/fonts/truetype/noto</dir>"
    "<dir>/usr/share/fonts/opentype/noto</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir>"
    "<cachedir prefix=\"xdg\">fontconfig</cachedir>"
    "<selectfont>"
    "<rejectfont><pattern><patelt "
    "name=\"scalable\"><bool>true</bool></patelt></pattern></rejectfont>"
    "<acceptfont>"
    "<pattern><patelt name=\"family\"><string>Noto Sans</string></patelt></pattern>"
    "<pattern><patelt name=\"family\"><string>Noto Sans Arabic</string></patelt></pattern>"
    "<pattern><patelt name=\"family\"><string>Noto Sans Devanagari</string></patelt></pattern>"
    "<pattern><patelt name=\"family\"><string>Noto Sans CJK SC</string></patelt></pattern>"
    "<pattern><patelt name=\"family\"><string>Noto Sans CJK KR</string></patelt></pattern>"
    "</acceptfont>"
    "</selectfont>"
    "</fontconfig>";

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

bool canvas_load_fonts(const char *folder, struct error *error)
{
    FcConfig *config = FcConfigCreate();
    if (!config || !FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)settings, FcTrue)) {
        if (config)
            FcConfigDestroy(config);
        return error_set(error, ERROR_INTERNAL, "fontconfig refuses the list of fonts");
    }
    struct stat status;
    if (folder && stat(folder, &status) == 0 && S_ISDIR(status.st_mode))
        FcConfigAppFontAddDir(config, (const FcChar8 *)folder);
    bool good = FcConfigBuildFonts(config) && has_noto_sans(config) && FcConfigSetCurrent(config);
    FcConfigDestroy(config);
    return good || error_set(error, ERROR_NOT_FOUND,
                             "no Noto Sans in %s or the system's fonts; install fonts-noto-core "
                             "and fonts-noto-cjk",
                             folder ? folder : "the fonts folder");
}

void canvas_unload_fonts(void)
{
    pango_cairo_font_map_set_default(NULL);
    cairo_debug_reset_static_data();
    FcFini();
}
