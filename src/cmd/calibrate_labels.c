/* Labels of pictures, read strictly: a slip in a table made by hand must not become a rate. */
#include "src/cmd/calibrate_labels.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "src/base/file.h"

DEFINE_CLEANUP(Labels, labels_free)

enum { COLUMN_FILE, COLUMN_RULES, COLUMN_UNKNOWN, COLUMN_TAGS, COLUMN_NOTE, COLUMNS };

static const char *const header[COLUMNS] = {"file", "rules", "unknown", "tags", "note"};

/* Where in the text. Fields are unquoted in place: they are never longer than what they stand in.
 */
typedef struct Reader {
    char *at, *end;
    size_t line; /* of `at`, from 1 */
    Message *message;
} Reader;

/* The end of the field, or NULL. */
static char *take_quoted(Reader *reader)
{
    char *to = reader->at;
    const size_t first_line = reader->line;

    for (reader->at++; reader->at < reader->end; reader->at++) {
        if (*reader->at == '"') {
            if (reader->at + 1 == reader->end || reader->at[1] != '"') {
                reader->at++;
                return to;
            }
            reader->at++;
        }
        reader->line += *reader->at == '\n';
        *to++ = *reader->at;
    }
    message_set(reader->message, "line %zu: a quote that does not end", first_line);
    return NULL;
}

/* One field, and what ends it: ',', '\n' or 0 at the end of the text. */
static int take_field(Reader *reader, char **ret_field, char *ret_ending)
{
    char *field = reader->at, *end;

    if (reader->at < reader->end && *reader->at == '"') {
        end = take_quoted(reader);
        if (!end)
            return -1;
    } else {
        while (reader->at < reader->end && !strchr(",\r\n\"", *reader->at))
            reader->at++;
        end = reader->at;
    }
    if (reader->at < reader->end && *reader->at == '\r')
        reader->at++;
    *ret_ending = reader->at < reader->end ? *reader->at : '\0';
    if (*ret_ending && *ret_ending != ',' && *ret_ending != '\n')
        return message_set(reader->message, "line %zu: a quote inside a field", reader->line);
    reader->line += *ret_ending == '\n';
    reader->at += *ret_ending != '\0';
    *end = '\0';
    *ret_field = field;
    return 0;
}

static int take_row(Reader *reader, char *ret_fields[COLUMNS])
{
    const size_t line = reader->line;
    char ending = ',';

    for (size_t i = 0; i < COLUMNS; i++) {
        if (ending != ',')
            return message_set(reader->message, "line %zu: %zu fields, not %d", line, i, COLUMNS);
        if (take_field(reader, &ret_fields[i], &ending))
            return -1;
    }
    if (ending == ',')
        return message_set(reader->message, "line %zu: more than %d fields", line, COLUMNS);
    return 0;
}

static int check_header(Reader *reader)
{
    char *fields[COLUMNS];

    if (take_row(reader, fields))
        return -1;
    for (size_t i = 0; i < COLUMNS; i++)
        if (strcmp(fields[i], header[i]))
            return message_set(reader->message,
                               "line 1: the header must be file,rules,unknown,tags,note");
    return 0;
}

/* Sets the rows that word names, "P26" or "P26/dark", and returns how many there are. */
static size_t set_rows(uint8_t *marks, const char *word, size_t length, Mark mark)
{
    const char *slash = memchr(word, '/', length);
    const size_t code_length = slash ? (size_t)(slash - word) : length;
    size_t n = 0;

    for (size_t i = 0; i < RULE_COUNT; i++) {
        const char *measure = RULES[i].measure;

        if (strlen(RULES[i].code) != code_length || memcmp(RULES[i].code, word, code_length))
            continue;
        if (!slash || (strlen(measure) == length - code_length - 1 &&
                       !memcmp(measure, slash + 1, strlen(measure)))) {
            marks[i] = (uint8_t)mark;
            n++;
        } else if (marks[i] == MARK_GOOD) {
            marks[i] = MARK_UNKNOWN;
        }
    }
    return n;
}

static int read_words(const char *words, Mark mark, uint8_t *marks, Message *message, size_t line)
{
    for (const char *at = words; *(at += strspn(at, " "));) {
        const size_t length = strcspn(at, " ");
        const int is_doubtful = mark == MARK_BROKEN && at[length - 1] == '?';

        if (mark == MARK_UNKNOWN && length == 1 && *at == '*')
            memset(marks, MARK_UNKNOWN, RULE_COUNT);
        else if (!set_rows(marks, at, length - (size_t)is_doubtful,
                           is_doubtful ? MARK_DOUBTFUL : mark))
            return message_set(message, "line %zu: no rule '%.*s'", line, (int)length, at);
        at += length;
    }
    return 0;
}

static int set_label(Label *label, char *const fields[COLUMNS], Message *message, size_t line)
{
    label->file = strdup(fields[COLUMN_FILE]);
    label->rules = strdup(fields[COLUMN_RULES]);
    label->unknown = strdup(fields[COLUMN_UNKNOWN]);
    label->tags = strdup(fields[COLUMN_TAGS]);
    if (!label->file || !label->rules || !label->unknown || !label->tags)
        return message_set(message, "out of memory");
    if (!*label->file)
        return message_set(message, "line %zu: no file", line);
    /* What is unknown first: rules that are named broken stay so under `*`. */
    if (read_words(label->unknown, MARK_UNKNOWN, label->marks, message, line) ||
        read_words(label->rules, MARK_BROKEN, label->marks, message, line))
        return -1;
    return 0;
}

static int read_rows(Reader *reader, Labels *labels)
{
    size_t n_room = 0;

    while (reader->at < reader->end) {
        const size_t line = reader->line;
        char *fields[COLUMNS];

        if (take_row(reader, fields))
            return -1;
        if (labels->n_items == LABELS_MAX)
            return message_set(reader->message, "more than %d rows", LABELS_MAX);
        if (labels->n_items == n_room) {
            Label *items = realloc(labels->items, (n_room = 2 * n_room + 64) * sizeof *items);

            if (!items)
                return message_set(reader->message, "out of memory");
            labels->items = items;
        }
        labels->items[labels->n_items] = (Label){0};
        if (set_label(&labels->items[labels->n_items++], fields, reader->message, line))
            return -1;
    }
    return 0;
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int check_files_differ(const Labels *labels, Message *message)
{
    cleanup_free const char **files = calloc(labels->n_items + 1, sizeof *files);

    if (!files)
        return message_set(message, "out of memory");
    for (size_t i = 0; i < labels->n_items; i++)
        files[i] = labels->items[i].file;
    qsort(files, labels->n_items, sizeof *files, compare_files);
    for (size_t i = 1; i < labels->n_items; i++)
        if (!strcmp(files[i - 1], files[i]))
            return message_set(message, "%.100s stands in two rows", files[i]);
    return 0;
}

int labels_parse(const char *text, size_t n_bytes, Labels **ret_labels, Message *ret_message)
{
    cleanup_free char *copy = malloc(n_bytes + 1);
    cleanup_with(labels_free_p) Labels *labels = calloc(1, sizeof *labels);
    Reader reader = {.line = 1, .message = ret_message};

    if (!copy || !labels)
        return message_set(ret_message, "out of memory");
    memcpy(copy, text, n_bytes);
    if (memchr(copy, '\0', n_bytes))
        return message_set(ret_message, "not a text");
    reader.at = copy;
    reader.end = copy + n_bytes;
    if (check_header(&reader) || read_rows(&reader, labels) ||
        check_files_differ(labels, ret_message))
        return -1;
    *ret_labels = TAKE_PTR(labels);
    return 0;
}

int labels_read(const char *path, Labels **ret_labels, Message *ret_message)
{
    cleanup_free void *data = NULL;
    size_t n_bytes;
    Message fault;

    if (file_read(path, LABELS_BYTES_MAX, &data, &n_bytes, ret_message))
        return -1;
    if (labels_parse(data, n_bytes, ret_labels, &fault))
        return message_set(ret_message, "%.100s: %.140s", path, fault.text);
    return 0;
}

void labels_free(Labels *labels)
{
    if (!labels)
        return;
    for (size_t i = 0; i < labels->n_items; i++) {
        free(labels->items[i].file);
        free(labels->items[i].rules);
        free(labels->items[i].unknown);
        free(labels->items[i].tags);
    }
    free(labels->items);
    free(labels);
}

Mark label_get_code_mark(const Label *label, const char *code)
{
    Mark mark = MARK_GOOD;

    for (size_t i = 0; i < RULE_COUNT; i++)
        if (!strcmp(RULES[i].code, code) && label->marks[i] > mark)
            mark = (Mark)label->marks[i];
    return mark;
}

int label_is_good(const Label *label)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (label->marks[i] == MARK_BROKEN)
            return 0;
    return strcmp(label->unknown, "*") != 0;
}

int label_has_tag(const Label *label, const char *tag)
{
    const size_t wanted = strlen(tag);

    for (const char *at = label->tags; *(at += strspn(at, " "));) {
        const size_t length = strcspn(at, " ");

        if (length == wanted && !memcmp(at, tag, length))
            return 1;
        at += length;
    }
    return 0;
}
