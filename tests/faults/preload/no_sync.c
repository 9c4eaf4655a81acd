/*
 * Preloaded, this takes the sync calls out of a program and says that they
 * succeeded, as a disk does that lies: so it shows that a test of power cuts
 * would find a missing one.
 */
int fsync(int descriptor);
int fdatasync(int descriptor);
int syncfs(int descriptor);

int fsync(int descriptor)
{
    (void)descriptor;
    return 0;
}

int fdatasync(int descriptor)
{
    (void)descriptor;
    return 0;
}

int syncfs(int descriptor)
{
    (void)descriptor;
    return 0;
}
