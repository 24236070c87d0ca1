/* Labelled sets, judged by the engine on several threads; results do not depend on their number. */
#include "src/cmd/calibrate_set.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "src/cmd/calibrate_picture.h"
#include "src/cmd/threads.h"

DEFINE_CLEANUP(CalibrationSet, set_free)
DEFINE_CLEANUP(IdpPhoto, idp_photo_free)

/* What enlarging changes by itself: pixels, sharpness, traces of the camera. */
static const char *const changed_by_enlarging[] = {"F01", "P02", "P27", "A01", "A02", "A05"};

/* A set being judged; faults are kept in `message`, the first to come. */
typedef struct Run {
    CalibrationSet *set;
    const SetOptions *options;
    IdpEngine *engine;
    atomic_size_t n_done;
    atomic_flag has_message;
    atomic_int is_failed;
    Message message;
} Run;

static void set_unknown(Label *label, const char *code, size_t length)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (strlen(RULES[i].code) == length && !memcmp(RULES[i].code, code, length))
            label->marks[i] = MARK_UNKNOWN;
}

static void fail(Run *run, const Message *message)
{
    if (!atomic_flag_test_and_set(&run->has_message))
        run->message = *message;
    atomic_store(&run->is_failed, 1);
}

static void keep_report(const IdpReport *report, Outcome *outcome)
{
    outcome->verdict = report->verdict;
    for (size_t i = 0; i < report->n_rules; i++) {
        const IdpRuleResult *entry = &report->rules[i];
        const IdpRule *rule = idp_rule_find(entry->code, entry->measure);

        outcome->findings[rule - RULES] =
            (Finding){.verdict = entry->verdict,
                      .value = entry->value,
                      .limits = {entry->threshold_min, entry->threshold_max}};
    }
}

static void judge_picture(void *context, size_t i)
{
    Run *run = context;
    Label *label = &run->set->labels->items[i];
    IdpPhotoRequest request = {.outputs = IDP_OUTPUT_CERTIFICATE};
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = NULL;
    int is_enlarged = 0;
    Message message;
    IdpError error;

    if (atomic_load(&run->is_failed))
        return;
    if (picture_read(run->set->paths[i], run->options->enlarges, &request.input, &is_enlarged,
                     &message)) {
        fail(run, &message);
        return;
    }
    if (idp_photo_make(run->engine, &request, &photo, &error)) {
        message_set(&message, "%.120s: %.120s", label->file, error.message);
        fail(run, &message);
    } else {
        keep_report(idp_photo_get_report(photo), &run->set->outcomes[i]);
    }
    for (size_t c = 0; is_enlarged && c < sizeof changed_by_enlarging / sizeof(char *); c++)
        set_unknown(label, changed_by_enlarging[c], strlen(changed_by_enlarging[c]));
    free((void *)(uintptr_t)request.input.data);
    fprintf(stderr, "\r%s: %zu of %zu pictures", run->set->name,
            atomic_fetch_add(&run->n_done, 1) + 1, run->set->labels->n_items);
}

/* Beside the table, or else in the folder of pictures. */
static int find_picture(const char *table, const char *pictures, const char *file, char **ret_path,
                        Message *message)
{
    const char *slash = strrchr(table, '/');
    const int folder_length = slash ? (int)(slash - table) + 1 : 0;
    char *path = NULL;

    if (asprintf(&path, "%.*s%s", folder_length, table, file) < 0)
        return message_set(message, "out of memory");
    if (access(path, R_OK) && pictures) {
        free(path);
        if (asprintf(&path, "%s/%s", pictures, file) < 0)
            return message_set(message, "out of memory");
    }
    if (access(path, R_OK)) {
        message_set(message, "%.100s names %.100s, which is not there", table, file);
        free(path);
        return -1;
    }
    *ret_path = path;
    return 0;
}

static void name_set(CalibrationSet *set, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

    snprintf(set->name, sizeof set->name, "%.*s", (int)strcspn(name, "."), name);
}

static int read_set(const char *path, const SetOptions *options, CalibrationSet *set,
                    Message *message)
{
    size_t n;

    name_set(set, path);
    if (labels_read(path, &set->labels, message))
        return -1;
    n = set->labels->n_items;
    set->paths = calloc(n + 1, sizeof *set->paths);
    set->outcomes = calloc(n + 1, sizeof *set->outcomes);
    if (!set->paths || !set->outcomes)
        return message_set(message, "out of memory");
    for (size_t i = 0; i < n; i++) {
        Label *label = &set->labels->items[i];

        if (find_picture(path, options->pictures, label->file, &set->paths[i], message))
            return -1;
        for (const char *at = options->unknown ? options->unknown : ""; *(at += strspn(at, " "));) {
            const size_t length = strcspn(at, " ");

            set_unknown(label, at, length);
            at += length;
        }
    }
    return 0;
}

int set_judge(const char *path, const SetOptions *options, IdpEngine *engine,
              CalibrationSet **ret_set, Message *ret_message)
{
    cleanup_with(set_free_p) CalibrationSet *set = calloc(1, sizeof *set);
    Run run = {.set = set, .options = options, .engine = engine, .has_message = ATOMIC_FLAG_INIT};

    if (!set)
        return message_set(ret_message, "out of memory");
    if (read_set(path, options, set, ret_message))
        return -1;
    if (threads_for_each(options->n_threads, set->labels->n_items, judge_picture, &run))
        return message_set(ret_message, "no thread could be started");
    fputc('\n', stderr);
    if (atomic_load(&run.is_failed)) {
        *ret_message = run.message;
        return -1;
    }
    *ret_set = TAKE_PTR(set);
    return 0;
}

void set_free(CalibrationSet *set)
{
    if (!set)
        return;
    for (size_t i = 0; set->paths && i < set->labels->n_items; i++)
        free(set->paths[i]);
    free(set->paths);
    free(set->outcomes);
    labels_free(set->labels);
    free(set);
}

static void count(Tally *tally, Mark mark, IdpVerdict verdict, IdpVerdict of_all)
{
    const int is_fail = verdict == IDP_VERDICT_FAIL, is_warn = verdict == IDP_VERDICT_WARN;
    const int is_unmeasured = verdict == IDP_VERDICT_UNMEASURED;

    if (mark == MARK_GOOD) {
        tally->n_good += !is_unmeasured;
        tally->n_refused += is_fail;
        tally->n_warned += is_warn;
    } else if (mark == MARK_BROKEN) {
        tally->n_broken++;
        tally->n_failed += is_fail;
        tally->n_noted += is_warn;
        tally->n_unmeasurable += is_unmeasured && of_all == IDP_VERDICT_FAIL;
        tally->n_blocked += !is_fail && !is_warn && !is_unmeasured && of_all == IDP_VERDICT_FAIL;
    }
}

Tally set_count_rule(const CalibrationSet *set, RuleId rule)
{
    Tally tally = {0};

    for (size_t i = 0; i < set->labels->n_items; i++)
        count(&tally, (Mark)set->labels->items[i].marks[rule],
              set->outcomes[i].findings[rule].verdict, set->outcomes[i].verdict);
    return tally;
}

/* The worst of a code's rows: fail, warn, anything that was measured, nothing measured. */
static IdpVerdict get_code_verdict(const Outcome *outcome, const char *code)
{
    IdpVerdict worst = IDP_VERDICT_UNMEASURED;

    for (size_t i = 0; i < RULE_COUNT; i++) {
        const IdpVerdict verdict = outcome->findings[i].verdict;

        if (strcmp(RULES[i].code, code) || verdict == IDP_VERDICT_UNMEASURED)
            continue;
        if (verdict == IDP_VERDICT_FAIL || worst == IDP_VERDICT_UNMEASURED ||
            (verdict == IDP_VERDICT_WARN && worst != IDP_VERDICT_FAIL))
            worst = verdict;
    }
    return worst;
}

Tally set_count_code(const CalibrationSet *set, const char *code)
{
    Tally tally = {0};

    for (size_t i = 0; i < set->labels->n_items; i++)
        count(&tally, label_get_code_mark(&set->labels->items[i], code),
              get_code_verdict(&set->outcomes[i], code), set->outcomes[i].verdict);
    return tally;
}

WrongReasons set_count_wrong_reasons(const CalibrationSet *set, int only_good)
{
    WrongReasons reasons = {0};

    for (size_t i = 0; i < set->labels->n_items; i++) {
        const Label *label = &set->labels->items[i];
        size_t n_good = 0, n_wrong = 0;

        if (only_good && !label_is_good(label))
            continue;
        for (size_t rule = 0; rule < RULE_COUNT; rule++) {
            const int is_good = label->marks[rule] == MARK_GOOD;

            n_good += (size_t)is_good;
            n_wrong += is_good && set->outcomes[i].findings[rule].verdict == IDP_VERDICT_FAIL;
        }
        reasons.n_pictures += n_good > 0;
        reasons.n_wrong += n_wrong > 0;
    }
    return reasons;
}

size_t set_take_samples(const CalibrationSet *set, RuleId rule, Sample *ret_samples,
                        IdpLimits *ret_limits)
{
    size_t n = 0;

    for (size_t i = 0; i < set->labels->n_items; i++) {
        const Finding *finding = &set->outcomes[i].findings[rule];
        const uint8_t mark = set->labels->items[i].marks[rule];
        const double badness = limits_get_badness(finding->limits, finding->value);

        if ((mark != MARK_GOOD && mark != MARK_BROKEN) || isnan(badness) ||
            finding->verdict == IDP_VERDICT_NA || finding->verdict == IDP_VERDICT_UNMEASURED)
            continue;
        *ret_limits = finding->limits;
        ret_samples[n++] = (Sample){badness, mark == MARK_BROKEN};
    }
    return n;
}
