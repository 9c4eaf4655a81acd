/*
 * What is done to the samples of a voice between espeak-ng and the audio device: its header is read,
 * its bytes become numbers, they are made louder or softer. 16 bits, one channel, 22,050 a second.
 */
#ifndef PLATFORM_SPEECH_SAMPLES_H
#define PLATFORM_SPEECH_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAMPLES_RATE         22050u
#define SAMPLES_HEADER_BYTES 44u /* "RIFF" … "data", as espeak-ng writes it to a pipe */
#define SAMPLES_VOLUME_PLAIN 50u /* percent: neither louder nor softer */
#define SAMPLES_AUDIBLE      64  /* of 32767: 54 dB below the loudest; less counts as silence */

/* Whether the header (Microsoft's RIFF WAVE, PCM) says just that format. */
bool samples_header_is_known(const uint8_t header[static SAMPLES_HEADER_BYTES]);

/* Little-endian bytes into `count` samples. */
void samples_from_bytes(const uint8_t *bytes, size_t count, int16_t *samples);

bool sample_is_audible(int16_t sample);
/* How many samples at the start cannot be heard. */
size_t samples_leading_silence(const int16_t *samples, size_t count);

/* 0 is silent, each 25 percent above 0 are 6 dB. What would be too loud is bent, not cut off. */
void samples_amplify(int16_t *samples, size_t count, unsigned volume_percent);

#endif
