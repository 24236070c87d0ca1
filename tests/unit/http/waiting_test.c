/*
 * Requests that wait without a worker, and bodies that are decided on before they are taken: on a
 * real port, asked by libcurl.
 */
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/http/http.h"
#include "tests/unit/http/client.h"

enum { FORM_BYTES_MAX = 1024 * 1024 };

static HttpServer *server;
static HttpNap *nap;
static sem_t is_asleep;
static Log quiet;

/* --- handlers */

static void answer_other(void *context, HttpExchange *exchange)
{
    (void)context;
    http_answer(exchange, 200, NULL, NULL, 0);
}

static void tell_size(void *context, HttpExchange *exchange)
{
    const HttpPart *part = http_get_part(exchange, "photo");
    char text[24];

    (void)context;
    snprintf(text, sizeof text, "%zu", part->n_bytes);
    http_answer(exchange, 200, "text/plain", text, strlen(text));
}

/* Lies down, and tells afterwards that it was woken. */
static void sleep_once(void *context, HttpExchange *exchange)
{
    HttpNap *own = http_has_slept(exchange) ? NULL : http_sleep(exchange);

    (void)context;
    if (own) {
        assert_null(http_sleep(exchange));
        nap = own;
        if (http_get_query(exchange, "woken_early"))
            http_wake(own);
        sem_post(&is_asleep);
    } else {
        http_answer(exchange, 200, "text/plain", "woken", 5);
    }
}

static void admit(void *context, HttpExchange *exchange)
{
    (void)context;
    if (http_get_header(exchange, "X-Refuse"))
        http_answer(exchange, 429, "text/plain", "full", 4);
}

static const HttpRoute routes[] = {
    {"GET", "/other", answer_other, HTTP_BODY_NONE, 0, NULL, NULL},
    {"GET", "/nap", sleep_once, HTTP_BODY_NONE, 0, NULL, NULL},
    {"POST", "/admitted", tell_size, HTTP_BODY_FORM, FORM_BYTES_MAX, admit, NULL},
};

static int start(void **state)
{
    const HttpOptions options = {.address = "127.0.0.1",
                                 .n_network_threads = 2,
                                 .connections_max = 64,
                                 .connections_per_address_max = 64,
                                 .idle_timeout_s = 5,
                                 .body_deadline_ms = 5000,
                                 .stop_grace_ms = 5000,
                                 .n_workers = 2,
                                 .queue_max = 8,
                                 .spool_dir = "/tmp",
                                 .routes = routes,
                                 .n_routes = sizeof routes / sizeof routes[0],
                                 .log = &quiet};
    Message message = {""};

    (void)state;
    sem_init(&is_asleep, 0, 0);
    return http_server_start(&options, &server, &message);
}

static int stop(void **state)
{
    (void)state;
    http_server_stop(server);
    return 0;
}

/* --- tests */

static void *get_nap(void *context)
{
    client_perform(client_prepare(server, "/nap", context), context);
    return NULL;
}

static void test_sleepers_hold_no_worker(void **state)
{
    enum { N = 8 };
    static Answer answers[N];
    HttpNap *naps[N];
    pthread_t threads[N];
    Answer other;

    (void)state;
    for (int i = 0; i < N; i++) { /* four for each worker */
        pthread_create(&threads[i], NULL, get_nap, &answers[i]);
        sem_wait(&is_asleep);
        naps[i] = nap;
    }
    client_perform(client_prepare(server, "/other", &other), &other);
    assert_int_equal(other.status, 200);
    for (int i = 0; i < N; i++) {
        http_wake(naps[i]);
        pthread_join(threads[i], NULL);
        assert_string_equal(answers[i].body, "woken");
    }
}

static void test_who_is_woken_before_it_sleeps_answers_at_once(void **state)
{
    Answer answer;

    (void)state;
    client_perform(client_prepare(server, "/nap?woken_early=1", &answer), &answer);
    assert_string_equal(answer.body, "woken");
    sem_wait(&is_asleep);
}

/* A form of one file. */
static void send_file(int is_refused, int announces, size_t n_bytes, Answer *answer)
{
    char *file = calloc(1, n_bytes);
    CURL *curl = client_prepare(server, "/admitted", answer);
    curl_mime *form = curl_mime_init(curl);
    curl_mimepart *part = curl_mime_addpart(form);
    struct curl_slist *headers =
        curl_slist_append(NULL, announces ? "Expect: 100-continue" : "Expect:");

    if (is_refused)
        headers = curl_slist_append(headers, "X-Refuse: 1");
    curl_mime_name(part, "photo");
    curl_mime_filename(part, "photo.jpg");
    curl_mime_data(part, file, n_bytes);
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, form);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_EXPECT_100_TIMEOUT_MS, 60000L);
    client_perform(curl, answer);
    curl_slist_free_all(headers);
    curl_mime_free(form);
    free(file);
}

static void test_body_that_is_not_admitted_is_refused_before_it_is_sent(void **state)
{
    Answer answer;

    (void)state;
    send_file(1, 1, 900000, &answer);
    assert_int_equal(answer.status, 429);
    assert_null(strstr(answer.headers, "100 Continue"));
}

static void test_who_sends_anyhow_sees_the_refusal(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        Answer answer;

        send_file(1, 0, 900000, &answer);
        assert_int_equal(answer.status, 429);
        assert_string_equal(answer.body, "full");
    }
}

static void test_admitted_body_is_taken(void **state)
{
    Answer answer;

    (void)state;
    for (int announces = 0; announces <= 1; announces++) {
        send_file(0, announces, 300000, &answer);
        assert_int_equal(answer.status, 200);
        assert_string_equal(answer.body, "300000");
    }
}

static void test_stopping_wakes_the_sleepers(void **state)
{
    static Answer slept;
    pthread_t thread;

    pthread_create(&thread, NULL, get_nap, &slept);
    sem_wait(&is_asleep);
    http_server_stop(server);
    pthread_join(thread, NULL);
    assert_string_equal(slept.body, "woken");
    http_wake(nap);                    /* too late, and harmless: its server is gone */
    assert_int_equal(start(state), 0); /* for the group's teardown */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sleepers_hold_no_worker),
        cmocka_unit_test(test_who_is_woken_before_it_sleeps_answers_at_once),
        cmocka_unit_test(test_body_that_is_not_admitted_is_refused_before_it_is_sent),
        cmocka_unit_test(test_who_sends_anyhow_sees_the_refusal),
        cmocka_unit_test(test_admitted_body_is_taken),
        cmocka_unit_test(test_stopping_wakes_the_sleepers),
    };

    quiet = (Log){.fd = open("/dev/null", O_WRONLY | O_CLOEXEC), .least = LOG_INFO};
    curl_global_init(CURL_GLOBAL_ALL);
    return cmocka_run_group_tests(tests, start, stop);
}
