/* Forms at a server on a real port: fields in memory, files and the long field on disk, limits. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/http/http.h"
#include "tests/unit/http/client.h"

enum { FORM_BYTES_MAX = 1024 * 1024 };

static HttpServer *server;
static Log quiet;

/* "name=text" or "name:bytes,sum" for each part. */
static void sum_form(void *context, HttpExchange *exchange)
{
    char text[1024] = "";
    const HttpPart *part;

    (void)context;
    for (size_t i = 0; (part = http_get_part_at(exchange, i)); i++) {
        unsigned sum = 0;
        unsigned char bytes[4096];
        ssize_t n;

        while (part->fd >= 0 && (n = read(part->fd, bytes, sizeof bytes)) > 0)
            for (ssize_t k = 0; k < n; k++)
                sum += bytes[k];
        if (part->fd >= 0)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s:%zu,%u;", part->name,
                     part->n_bytes, sum);
        else
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s=%s;", part->name,
                     part->text);
    }
    http_answer(exchange, 200, "text/plain", text, strlen(text));
}

static const HttpRoute routes[] = {
    {"POST", "/form", sum_form, HTTP_BODY_FORM, FORM_BYTES_MAX, NULL, "story"},
};

static int start(void **state)
{
    const HttpOptions options = {.address = "127.0.0.1",
                                 .n_network_threads = 1,
                                 .connections_max = 8,
                                 .connections_per_address_max = 8,
                                 .idle_timeout_s = 5,
                                 .body_deadline_ms = 5000,
                                 .stop_grace_ms = 5000,
                                 .n_workers = 1,
                                 .queue_max = 8,
                                 .spool_dir = "/tmp",
                                 .routes = routes,
                                 .n_routes = sizeof routes / sizeof routes[0],
                                 .log = &quiet};
    Message message = {""};

    (void)state;
    return http_server_start(&options, &server, &message);
}

static int stop(void **state)
{
    (void)state;
    http_server_stop(server);
    return 0;
}

/* One part of n_bytes times the byte; file_name NULL: a field. */
static void add_part(curl_mime *form, const char *name, const char *file_name, int byte,
                     size_t n_bytes)
{
    curl_mimepart *part = curl_mime_addpart(form);
    char *data = malloc(n_bytes + 1);

    memset(data, byte, n_bytes);
    curl_mime_name(part, name);
    curl_mime_filename(part, file_name);
    curl_mime_data(part, data, n_bytes); /* copies */
    free(data);
}

static void perform(CURL *curl, curl_mime *form, Answer *answer)
{
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, form);
    client_perform(curl, answer);
    curl_mime_free(form);
}

static void send_form(size_t file_bytes, size_t field_bytes, Answer *answer)
{
    CURL *curl = client_prepare(server, "/form", answer);
    curl_mime *form = curl_mime_init(curl);

    add_part(form, "photo", "../../etc/passwd", 1, file_bytes);
    add_part(form, "nonce", NULL, 'f', field_bytes);
    perform(curl, form, answer);
}

static void test_form_keeps_fields_and_files_apart(void **state)
{
    Answer answer;
    int n_descriptors;

    (void)state;
    send_form(300000, 4, &answer);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.body, "photo:300000,300000;nonce=ffff;");
    send_form(0, 0, &answer);
    assert_string_equal(answer.body, "photo:0,0;nonce=;");
    n_descriptors = client_count_descriptors();
    for (int i = 0; i < 20; i++)
        send_form(100000, 10, &answer);
    assert_true(client_count_descriptors() <= n_descriptors + 2);
}

static void test_form_beyond_a_limit_is_refused(void **state)
{
    Answer answer;

    (void)state;
    send_form(FORM_BYTES_MAX, 4, &answer);
    assert_int_equal(answer.status, 413);
    send_form(10, HTTP_FIELD_BYTES_MAX, &answer);
    assert_int_equal(answer.status, 200);
    send_form(10, HTTP_FIELD_BYTES_MAX + 1, &answer);
    assert_int_equal(answer.status, 400);
}

static void send_field(const char *name, size_t n_bytes, Answer *answer)
{
    CURL *curl = client_prepare(server, "/form", answer);
    curl_mime *form = curl_mime_init(curl);

    add_part(form, name, NULL, 1, n_bytes);
    perform(curl, form, answer);
}

static void test_the_long_field_of_a_route_goes_to_disk_like_a_file(void **state)
{
    Answer answer;

    (void)state;
    send_field("story", 300000, &answer);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.body, "story:300000,300000;");
    send_field("story", 3, &answer);
    assert_string_equal(answer.body, "story:3,3;");
    send_field("stories", 300000, &answer);
    assert_int_equal(answer.status, 400);
}

/* Its status. */
static long send_raw_form(const char *type, const char *body, Answer *answer)
{
    CURL *curl = client_prepare(server, "/form", answer);
    struct curl_slist *headers = curl_slist_append(NULL, type);

    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    client_perform(curl, answer);
    curl_slist_free_all(headers);
    return answer->status;
}

#define PART "--border\r\nContent-Disposition: form-data"
#define END "\r\n--border--\r\n"

static void test_malformed_forms_are_refused(void **state)
{
    static const char type[] = "Content-Type: multipart/form-data; boundary=border";
    static const char *const malformed[] = {PART "; name=\"a\"\r\n\r\nx", PART "\r\n\r\nx" END,
                                            PART "; name=\"a\"\r\n\r\n\xff" END};
    char many[4096] = "";
    Answer answer;

    (void)state;
    assert_int_equal(send_raw_form(type, PART "; name=\"a\"\r\n\r\nx" END, &answer), 200);
    assert_string_equal(answer.body, "a=x;");
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++)
        assert_int_equal(send_raw_form(type, malformed[i], &answer), 400);
    assert_int_equal(send_raw_form("Content-Type: text/plain", "a=b", &answer), 400);
    for (int i = 0; i <= HTTP_PARTS_MAX; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many),
                 PART "; name=\"p%d\"\r\n\r\nx\r\n", i);
    snprintf(many + strlen(many), sizeof many - strlen(many), "--border--\r\n");
    assert_int_equal(send_raw_form(type, many, &answer), 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form_keeps_fields_and_files_apart),
        cmocka_unit_test(test_the_long_field_of_a_route_goes_to_disk_like_a_file),
        cmocka_unit_test(test_form_beyond_a_limit_is_refused),
        cmocka_unit_test(test_malformed_forms_are_refused),
    };

    quiet = (Log){.fd = open("/dev/null", O_WRONLY | O_CLOEXEC), .least = LOG_INFO};
    curl_global_init(CURL_GLOBAL_ALL);
    return cmocka_run_group_tests(tests, start, stop);
}
