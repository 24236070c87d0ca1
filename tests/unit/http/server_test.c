/*
 * The server on a real port, asked by libcurl and by raw sockets: bodies and their limits,
 * busy workers, streams, and stopping while work is under way.
 */
#include <arpa/inet.h>
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
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/clock.h"
#include "src/http/http.h"
#include "tests/unit/http/client.h"

enum { TEXT_BYTES_MAX = 1000 };

static HttpServer *server;
static HttpStream *stream;
static sem_t has_started, may_end, has_stream;
static int64_t stop_grace_ms = 5000;
static Log quiet;

/* --- handlers */

static void echo(void *context, HttpExchange *exchange)
{
    const HttpBytes body = http_get_body(exchange);

    (void)context;
    http_answer(exchange, 200, "text/plain", body.data, body.n_bytes);
}

static void tell(void *context, HttpExchange *exchange)
{
    const char *values[] = {http_get_parameter(exchange, "id"), http_get_query(exchange, "q"),
                            http_get_cookie(exchange, "c"), http_get_header(exchange, "X-Test"),
                            http_get_address(exchange)};
    char text[512] = "";

    (void)context;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s;",
                 values[i] ? values[i] : "-");
    assert_int_equal(http_add_header(exchange, "X-Bad", "a\r\nSet-Cookie: x=y"), -1);
    http_answer(exchange, 200, "text/plain", text, strlen(text));
    http_answer(exchange, 500, NULL, NULL, 0); /* too late */
}

static void wait_for_test(void *context, HttpExchange *exchange)
{
    (void)context;
    sem_post(&has_started);
    sem_wait(&may_end);
    http_answer(exchange, 200, "text/plain", "done", 4);
}

static void say_nothing(void *context, HttpExchange *exchange)
{
    (void)context, (void)exchange;
}

static void open_stream(void *context, HttpExchange *exchange)
{
    (void)context;
    stream = http_answer_stream(exchange);
    sem_post(&has_stream);
}

static const HttpRoute routes[] = {
    {"POST", "/echo", echo, HTTP_BODY_TEXT, TEXT_BYTES_MAX, NULL, NULL},
    {"GET", "/things/{id}/part", tell, HTTP_BODY_NONE, 0, NULL, NULL},
    {"GET", "/slow", wait_for_test, HTTP_BODY_NONE, 0, NULL, NULL},
    {"GET", "/nothing", say_nothing, HTTP_BODY_NONE, 0, NULL, NULL},
    {"GET", "/events", open_stream, HTTP_BODY_NONE, 0, NULL, NULL},
};

static int start(void **state)
{
    const HttpOptions options = {.address = "127.0.0.1",
                                 .n_network_threads = 2,
                                 .connections_max = 64,
                                 .connections_per_address_max = 64,
                                 .idle_timeout_s = 1,
                                 .body_deadline_ms = 5000,
                                 .stop_grace_ms = stop_grace_ms,
                                 .n_workers = 2,
                                 .queue_max = 1,
                                 .spool_dir = "/tmp",
                                 .is_behind_proxy = 1,
                                 .routes = routes,
                                 .n_routes = sizeof routes / sizeof routes[0],
                                 .log = &quiet};
    Message message = {""};

    (void)state;
    sem_init(&has_started, 0, 0);
    sem_init(&may_end, 0, 0);
    sem_init(&has_stream, 0, 0);
    return http_server_start(&options, &server, &message);
}

static int stop(void **state)
{
    (void)state;
    http_server_stop(server);
    server = NULL;
    return 0;
}

/* --- a client */

static CURL *prepare(const char *path, Answer *answer)
{
    return client_prepare(server, path, answer);
}

static void get(const char *path, Answer *answer)
{
    client_perform(prepare(path, answer), answer);
}

static void post(const char *path, const char *body, long n_bytes, Answer *answer)
{
    CURL *curl = prepare(path, answer);

    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, n_bytes);
    client_perform(curl, answer);
}

/* --- tests */

static void test_body_comes_back(void **state)
{
    Answer answer;

    (void)state;
    post("/echo", "{\"a\":\0}", 7, &answer);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.n_body, 7);
    assert_memory_equal(answer.body, "{\"a\":\0}", 7);
    assert_non_null(strstr(answer.headers, "nosniff"));
    assert_non_null(strstr(answer.headers, "no-store"));
    post("/echo", "", 0, &answer);
    assert_int_equal(answer.status, 200);
}

static void test_parameters_query_cookie_header_and_address_are_read(void **state)
{
    Answer answer;
    CURL *curl = prepare("/things/a%20b/part?q=1%2B1", &answer);
    struct curl_slist *headers = curl_slist_append(NULL, "X-Test: yes");

    (void)state;
    headers = curl_slist_append(headers, "X-Forwarded-For: 10.0.0.1, 192.0.2.7");
    curl_easy_setopt(curl, CURLOPT_COOKIE, "a=1; c=two");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    client_perform(curl, &answer);
    curl_slist_free_all(headers);
    assert_string_equal(answer.body, "a b;1+1;two;yes;192.0.2.7;");
    assert_null(strstr(answer.headers, "Set-Cookie"));
    get("/things/x/part", &answer);
    assert_string_equal(answer.body, "x;-;-;-;127.0.0.1;");
}

static void test_unknown_path_and_method_are_problems(void **state)
{
    static const char *const unknown[] = {"/",      "/ech",          "/echo/",
                                          "/echo2", "/things//part", "/things/a/b/part"};
    Answer answer;

    (void)state;
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        get(unknown[i], &answer);
        assert_int_equal(answer.status, 404);
        assert_non_null(strstr(answer.body, "\"code\":\"not-found\""));
        assert_non_null(strstr(answer.headers, "application/problem+json"));
    }
    get("/things/%ff/part", &answer); /* no UTF-8: no handler sees it */
    assert_int_equal(answer.status, 400);
    get("/things/a/part?q=%c0%80", &answer);
    assert_int_equal(answer.status, 400);
    get("/echo", &answer);
    assert_int_equal(answer.status, 405);
    assert_non_null(strstr(answer.headers, "Allow: POST"));
}

static void test_body_limit_holds_announced_or_not(void **state)
{
    static char body[TEXT_BYTES_MAX + 1];
    struct curl_slist *chunked = curl_slist_append(NULL, "Transfer-Encoding: chunked");
    Answer answer;
    CURL *curl;

    (void)state;
    memset(body, 'x', sizeof body);
    post("/echo", body, TEXT_BYTES_MAX, &answer);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.n_body, TEXT_BYTES_MAX);
    post("/echo", body, TEXT_BYTES_MAX + 1, &answer);
    assert_int_equal(answer.status, 413);
    curl = prepare("/echo", &answer);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, chunked);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)sizeof body);
    client_perform(curl, &answer);
    assert_int_equal(answer.status, 413);
    curl = prepare("/slow", &answer); /* takes no body */
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "GET");
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "x");
    client_perform(curl, &answer);
    assert_int_equal(answer.status, 400);
    curl_slist_free_all(chunked);
}

static void test_handler_that_says_nothing_is_an_error_of_ours(void **state)
{
    Answer answer;

    (void)state;
    get("/nothing", &answer);
    assert_int_equal(answer.status, 500);
    assert_non_null(strstr(answer.body, "\"code\":\"internal\""));
}

static void *get_slow(void *context)
{
    get("/slow", context);
    return NULL;
}

static void drain(sem_t *semaphore)
{
    while (!sem_trywait(semaphore))
        ;
}

static void test_more_than_the_queue_holds_is_told_to_come_back(void **state)
{
    static Answer answers[3];
    pthread_t threads[3];
    Answer busy;

    (void)state;
    for (int i = 0; i < 2; i++) { /* two workers */
        pthread_create(&threads[i], NULL, get_slow, &answers[i]);
        sem_wait(&has_started);
    }
    pthread_create(&threads[2], NULL, get_slow, &answers[2]); /* and one place in the queue */
    do {
        CURL *curl = prepare("/nothing", &busy);

        /* Should this one get the place, it waits in vain, and the next is refused. */
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 200L);
        client_perform(curl, &busy);
    } while (busy.status != 503);
    assert_non_null(strstr(busy.headers, "Retry-After: 2"));
    assert_non_null(strstr(busy.body, "\"code\":\"busy\""));
    for (int i = 0; i < 3; i++)
        sem_post(&may_end);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    assert_true(answers[0].status == 200 && answers[1].status == 200);
    drain(&has_started);
    drain(&may_end);
}

static void *get_events(void *context)
{
    get("/events", context);
    return NULL;
}

static void test_events_arrive_in_order_until_the_stream_is_closed(void **state)
{
    static Answer answer;
    pthread_t thread;

    (void)state;
    pthread_create(&thread, NULL, get_events, &answer);
    sem_wait(&has_stream);
    for (int i = 0; i < 200; i++) {
        char data[16];

        snprintf(data, sizeof data, "{\"n\":%d}", i);
        while (http_stream_send(stream, "progress", data))
            ; /* the buffer is full: the client reads on */
    }
    assert_int_equal(http_stream_send(stream, "bad", "two\nlines"), -1);
    http_stream_close(stream);
    pthread_join(thread, NULL);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.headers, "text/event-stream"));
    for (int i = 0; i < 200; i++) {
        char expected[64];
        const char *at = answer.body;

        snprintf(expected, sizeof expected, "event: progress\ndata: {\"n\":%d}\n\n", i);
        assert_non_null(strstr(at, expected));
    }
}

static int connect_raw(void)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons(http_server_get_port(server)),
                                        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void test_clients_that_vanish_leave_nothing(void **state)
{
    static const char half[] = "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
                               "Content-Type: multipart/form-data; boundary=border\r\n\r\n"
                               "--border\r\nContent-Disposition: form-data; name=\"f\"; "
                               "filename=\"f\"\r\n\r\nsome bytes";
    static const char events[] = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";
    const int n_descriptors = client_count_descriptors();
    Answer answer;
    int fd;

    (void)state;
    for (int i = 0; i < 10; i++) {
        fd = connect_raw();
        assert_int_equal(write(fd, half, sizeof half - 1), sizeof half - 1);
        close(fd);
    }
    fd = connect_raw();
    assert_int_equal(write(fd, events, sizeof events - 1), sizeof events - 1);
    sem_wait(&has_stream);
    close(fd);
    while (!http_stream_send(stream, "a", "b"))
        ; /* until it is noticed, or the buffer is full */
    http_stream_close(stream);
    /* The library misses some of the closings and ends those connections when they time out. */
    for (double until_ms = clock_get_ms() + 5000;
         clock_get_ms() < until_ms && client_count_descriptors() > n_descriptors + 2;)
        get("/nothing", &answer);
    assert_true(client_count_descriptors() <= n_descriptors + 2);
}

static void *stop_server(void *context)
{
    (void)context;
    http_server_stop(server);
    return NULL;
}

static void test_stopping_finishes_what_is_under_way_and_takes_nothing_more(void **state)
{
    static Answer slow, events;
    pthread_t slow_thread, events_thread, stop_thread;

    pthread_create(&events_thread, NULL, get_events, &events);
    sem_wait(&has_stream);
    pthread_create(&slow_thread, NULL, get_slow, &slow);
    sem_wait(&has_started);
    pthread_create(&stop_thread, NULL, stop_server, NULL);
    pthread_join(events_thread, NULL); /* the stream was closed by the stopping */
    http_stream_close(stream);
    sem_post(&may_end);
    pthread_join(slow_thread, NULL);
    pthread_join(stop_thread, NULL);
    assert_int_equal(slow.status, 200);
    assert_string_equal(slow.body, "done");
    assert_int_equal(start(state), 0); /* for the group's teardown */
}

/* One connection's first answer. */
static long read_status(int fd)
{
    char text[4096];
    ssize_t n = 0, more;

    while (n < 12 && (more = read(fd, text + n, sizeof text - 1 - (size_t)n)) > 0)
        n += more;
    text[n] = 0;
    return n < 12 ? 0 : strtol(text + strlen("HTTP/1.1 "), NULL, 10);
}

/* The grace is over, a handler still runs: its server waits for it, and others go on sending. */
static void test_bodies_that_end_while_the_workers_end_are_answered(void **state)
{
    static const char half[] = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab";
    static Answer slow;
    pthread_t slow_thread, stop_thread;
    int fds[40];

    http_server_stop(server);
    stop_grace_ms = 0;
    assert_int_equal(start(state), 0);
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
        fds[i] = connect_raw();
        assert_int_equal(write(fds[i], half, sizeof half - 1), sizeof half - 1);
    }
    pthread_create(&slow_thread, NULL, get_slow, &slow);
    sem_wait(&has_started);
    pthread_create(&stop_thread, NULL, stop_server, NULL);
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
        long status;

        assert_int_equal(write(fds[i], "cd", 2), 2);
        status = read_status(fds[i]);
        assert_true(status == 200 || status == 503);
        close(fds[i]);
    }
    sem_post(&may_end);
    pthread_join(slow_thread, NULL);
    pthread_join(stop_thread, NULL); /* after the grace nobody waits for slow's answer to be sent */
    stop_grace_ms = 5000;
    assert_int_equal(start(state), 0); /* for the group's teardown */
}

static void test_what_cannot_start_says_why(void **state)
{
    const HttpOptions bad_address = {.address = "localhost"};
    HttpOptions taken = {.address = "127.0.0.1",
                         .port = http_server_get_port(server),
                         .n_network_threads = 1,
                         .connections_max = 8,
                         .n_workers = 1,
                         .queue_max = 1,
                         .spool_dir = "/tmp",
                         .log = &quiet};
    HttpServer *none = NULL;
    Message message = {""};

    (void)state;
    assert_int_equal(http_server_start(&bad_address, &none, &message), -1);
    assert_non_null(strstr(message.text, "localhost"));
    assert_int_equal(http_server_start(&taken, &none, &message), -1);
    assert_non_null(strstr(message.text, "cannot listen"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_body_comes_back),
        cmocka_unit_test(test_parameters_query_cookie_header_and_address_are_read),
        cmocka_unit_test(test_unknown_path_and_method_are_problems),
        cmocka_unit_test(test_body_limit_holds_announced_or_not),
        cmocka_unit_test(test_handler_that_says_nothing_is_an_error_of_ours),
        cmocka_unit_test(test_more_than_the_queue_holds_is_told_to_come_back),
        cmocka_unit_test(test_events_arrive_in_order_until_the_stream_is_closed),
        cmocka_unit_test(test_clients_that_vanish_leave_nothing),
        cmocka_unit_test(test_what_cannot_start_says_why),
        cmocka_unit_test(test_stopping_finishes_what_is_under_way_and_takes_nothing_more),
        cmocka_unit_test(test_bodies_that_end_while_the_workers_end_are_answered),
    };

    quiet = (Log){.fd = open("/dev/null", O_WRONLY | O_CLOEXEC), .least = LOG_INFO};
    curl_global_init(CURL_GLOBAL_ALL);
    return cmocka_run_group_tests(tests, start, stop);
}
