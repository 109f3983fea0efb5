/* A forwarder of a few lines on libmosquitto: whenever a message comes, the stop goes to a descriptor.
 *
 * peer PORT LINE TOPIC_HEX STOP_HEX
 */
#include <mosquitto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned char topic[256], stop[256];
static size_t stop_size;
static int line;

static size_t from_hex(const char *text, unsigned char *out) {
    size_t count = strlen(text) / 2;
    for (size_t at = 0; at < count; at++)
        sscanf(text + 2 * at, "%2hhx", &out[at]);
    return count;
}

static void on_message(struct mosquitto *client, void *own, const struct mosquitto_message *message) {
    (void)client, (void)own, (void)message;
    if (write(line, stop, stop_size) < 0)
        exit(1);
}

int main(int count, char **words) {
    if (count != 5 || strlen(words[3]) > 510 || strlen(words[4]) > 510)
        return 2;
    line = atoi(words[2]);
    topic[from_hex(words[3], topic)] = 0;
    stop_size = from_hex(words[4], stop);
    mosquitto_lib_init();
    struct mosquitto *client = mosquitto_new(NULL, true, NULL);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_message_callback_set(client, on_message);
    if (mosquitto_connect(client, "127.0.0.1", atoi(words[1]), 60) != MOSQ_ERR_SUCCESS ||
        mosquitto_subscribe(client, NULL, (const char *)topic, 0) != MOSQ_ERR_SUCCESS)
        return 1;
    return mosquitto_loop_forever(client, -1, 1);
}
