/* The least that can forward a stop: waits for bytes on one descriptor, writes others to another one.
 *
 * least IN OUT NEEDLE_HEX STOP_HEX
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t from_hex(const char *text, unsigned char *out) {
    size_t count = strlen(text) / 2;
    for (size_t at = 0; at < count; at++)
        sscanf(text + 2 * at, "%2hhx", &out[at]);
    return count;
}

int main(int count, char **words) {
    unsigned char needle[256], stop[256], data[4096];
    if (count != 5 || strlen(words[3]) > 512 || strlen(words[4]) > 512)
        return 2;
    int in = atoi(words[1]), out = atoi(words[2]);
    size_t needle_size = from_hex(words[3], needle), stop_size = from_hex(words[4], stop);
    struct pollfd waiting = {.fd = in, .events = POLLIN};
    for (;;) {
        if (poll(&waiting, 1, -1) < 0 || waiting.revents & (POLLHUP | POLLERR))
            return 0;
        ssize_t got = read(in, data, sizeof data);
        if (got > 0 && memmem(data, (size_t)got, needle, needle_size) && write(out, stop, stop_size) < 0)
            return 1;
    }
}
