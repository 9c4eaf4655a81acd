/* What the office keeps of an invitation, app/central/issuing/invitation_record.h. */
#include "app/central/issuing/invitation_record.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(invitation_record)
{
    struct invitation_record record, again;

    (void)fuzz_file("invitations/0417.json", data, size);
    if (invitation_record_load(fuzz_folder(), "0417", &record, NULL) &&
        invitation_record_save(fuzz_folder(), "0417", &record, NULL)) {
        fuzz_must(invitation_record_load(fuzz_folder(), "0417", &again, NULL));
        fuzz_must(again.ends_utc == record.ends_utc && again.wrong == record.wrong);
        fuzz_must(again.used_utc == record.used_utc);
    }
    return 0;
}
