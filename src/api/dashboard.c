/* Counts for the dashboard: by school, college, major or class, and how far the students are. */
#include "src/store/dashboard.h"

#include <string.h>

#include "src/api/students.h"

enum { ROWS_MAX = 5000 };

typedef struct Groups {
    json_t *items, *last; /* last: of items; borrowed */
    size_t n_rows;
    DashboardRow group; /* of last */
} Groups;

static bool is_same_group(const DashboardRow *a, const DashboardRow *b)
{
    return a->school_id == b->school_id && a->college_id == b->college_id &&
           !strcmp(a->major, b->major) && !strcmp(a->class_name, b->class_name);
}

static json_t *pack_text(const char *text)
{
    return *text ? json_string(text) : json_null();
}

static json_t *pack_group(const DashboardRow *row)
{
    return json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:{}, s:I, s:I, s:I, s:I, s:I}", "school_id",
                     (json_int_t)row->school_id, "school", row->school, "college_id",
                     row->college_id ? json_integer(row->college_id) : json_null(), "college",
                     pack_text(row->college), "major", pack_text(row->major), "class_name",
                     pack_text(row->class_name), "by_state", "n_students", (json_int_t)0, "n_paid",
                     (json_int_t)0, "n_locked_by_school", (json_int_t)0, "n_with_drafts",
                     (json_int_t)0, "n_returned", (json_int_t)0);
}

static void raise(json_t *item, const char *name, int64_t n)
{
    json_object_set_new(item, name,
                        json_integer(json_integer_value(json_object_get(item, name)) + n));
}

static void add(void *context, const DashboardRow *row)
{
    Groups *groups = context;

    if (groups->n_rows++ == ROWS_MAX)
        return;
    if (!groups->last || !is_same_group(&groups->group, row)) {
        groups->last = pack_group(row);
        groups->group = *row;
        json_array_append_new(groups->items, groups->last);
    }
    json_object_set_new(json_object_get(groups->last, "by_state"), row->state,
                        json_integer(row->n_students));
    raise(groups->last, "n_students", row->n_students);
    raise(groups->last, "n_paid", row->n_paid);
    raise(groups->last, "n_locked_by_school", row->n_locked_by_school);
    raise(groups->last, "n_with_drafts", row->n_with_drafts);
    raise(groups->last, "n_returned", row->n_returned);
}

static int parse_level(const char *text, DashboardLevel *ret_level)
{
    static const char *const names[] = {"school", "college", "major", "class"};

    for (DashboardLevel level = 0; level < DASHBOARD_LEVEL_COUNT; level++)
        if (!strcmp(text ? text : "college", names[level])) {
            *ret_level = level;
            return 0;
        }
    return -1;
}

void dashboard_api_get(ApiCall *call)
{
    DashboardFilter filter = {.n_max = ROWS_MAX + 1};
    Groups groups = {.n_rows = 0};
    Message message;
    int status;

    if (students_api_read_id(call, "school_id", &filter.school_id) ||
        students_api_read_id(call, "college_id", &filter.college_id) ||
        students_api_read_id(call, "batch_id", &filter.batch_id))
        return;
    if (parse_level(http_get_query(call->exchange, "by"), &filter.level)) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return;
    }
    if (call->actor.school_id)
        filter.school_id = call->actor.school_id;
    if (call->actor.college_id)
        filter.college_id = call->actor.college_id;
    groups.items = json_array();
    status = store_dashboard_visit(call->db, &filter, add, &groups, &message);
    if (!status) {
        json_answer(
            call, 200,
            json_pack("{s:o, s:b}", "items", groups.items, "is_cut", groups.n_rows > ROWS_MAX));
        return;
    }
    json_decref(groups.items);
    call_answer_status(call, status, &message);
}
