/* An invitation, app/enrolment/invitation.h: what is read is written and read again. */
#include "app/enrolment/invitation.h"
#include "app/staff/kioskctl/invited.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(invitation)
{
    struct invitation invitation, again;
    struct buffer text;

    invitation_init(&invitation);
    invitation_init(&again);
    buffer_init(&text, 2 * INVITATION_FILE_MAX);
    if (invitation_parse("file", data, size, &invitation, NULL)) {
        (void)invited_port(&invitation);
        fuzz_must(invitation_encode(&invitation, &text, NULL));
        fuzz_must(invitation_parse("file", text.data, text.length, &again, NULL));
        fuzz_must(strcmp(again.url, invitation.url) == 0 && again.ends_utc == invitation.ends_utc);
        fuzz_must(again.bundle.length == invitation.bundle.length);
    }
    buffer_finish(&text);
    invitation_finish(&again);
    invitation_finish(&invitation);
    return 0;
}
