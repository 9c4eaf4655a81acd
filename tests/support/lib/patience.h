/* Times that tests wait at most, for machines and tools of every speed. */
#ifndef TESTS_SUPPORT_LIB_PATIENCE_H
#define TESTS_SUPPORT_LIB_PATIENCE_H

/* `time`, of any unit, times TEST_SLOWNESS where that is in the environment: under valgrind a handshake
 * takes seconds. For limits that a test sets to be reached by nothing; not for those it waits out. */
int patience(int time);

#endif
