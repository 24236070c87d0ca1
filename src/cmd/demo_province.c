/* The table, and its way into the database. */
#include "src/cmd/demo_province.h"

#include "src/app/audit.h"
#include "src/base/embedded.h"
#include "src/base/local_time.h"
#include "src/model/batch.h"
#include "src/store/document.h"
#include "src/store/province.h"

enum { MINUTE_MS = 60 * 1000, WINDOW_DAYS = 366 };

static const char batch_name[] = "毕业证书电子图像采集（演示）";

const DemoSchool demo_schools[DEMO_SCHOOLS] = {
    {.code = "99001",
     .name = "图采示范大学",
     .contact = "图采示范大学就业指导中心，电话 025-00000001",
     .what = "by roster; the school pays for all; review; finished by hand",
     .verification = "roster",
     .is_payment_unified = 1,
     .has_school_review = 1,
     .share_percent = 50,
     .n_colleges = 4,
     .colleges = {{"计算机学院", "软件工程"},
                  {"法学院", "法学"},
                  {"文学院", "汉语言文学"},
                  {"物理学院", "应用物理学"}}},
    {.code = "99002",
     .name = "图采示范理工学院",
     .contact = "图采示范理工学院学生处，电话 025-00000002",
     .what = "by roster; students pay; review; finished by hand",
     .verification = "roster",
     .has_school_review = 1,
     .share_percent = 30,
     .n_colleges = 3,
     .colleges = {{"机械工程学院", "机械设计制造及其自动化"},
                  {"化学工程学院", "化学工程与工艺"},
                  {"管理学院", "会计学"}}},
    {.code = "99003",
     .name = "图采示范职业技术学院",
     .contact = "图采示范职业技术学院教务处，电话 025-00000003",
     .what = "by capture code; the school pays; no review; finished by the machine; short waits",
     .verification = "code",
     .is_payment_unified = 1,
     .is_production_automatic = 1,
     .has_short_rules = 1,
     .share_percent = 20,
     .n_colleges = 2,
     .colleges = {{"护理学院", "护理"}, {"电子商务学院", "电子商务"}}},
};

EmbeddedFind demo_texts_find;

/* Those of the guide, but a draft can be deleted and a lock is over while one looks on. */
static BatchRules get_short_rules(void)
{
    BatchRules rules = batch_rules_get_default();

    rules.draft_min_age_ms = MINUTE_MS;
    rules.other_lock_ms[0] = MINUTE_MS;
    rules.other_lock_ms[1] = 2 * MINUTE_MS;
    rules.other_lock_ms[2] = 5 * MINUTE_MS;
    return rules;
}

static int add_batch(Db *db, const DemoSchool *school, int64_t school_id, int64_t now_ms,
                     int64_t *ret_id, Message *message)
{
    const int32_t today = local_time_from_ms(now_ms).day_number;
    Batch batch = batch_get_default();
    int status;

    batch.school_id = school_id;
    batch.opens_ms = local_time_to_ms(today - 1, 0);
    batch.closes_ms = local_time_to_ms(today + WINDOW_DAYS, 0);
    batch.daily_from_min = 0;
    batch.daily_to_min = MINUTES_PER_DAY;
    batch.is_payment_unified = school->is_payment_unified;
    batch.has_school_review = school->has_school_review;
    batch.is_production_automatic = school->is_production_automatic;
    if (school->has_short_rules)
        batch.rules = get_short_rules();
    status = store_batch_add(db, batch_name, school->verification, &batch, ret_id, message);
    if (!status)
        status = store_document_publish(db, DOCUMENT_NOTICE, *ret_id,
                                        demo_texts_find("notice.txt")->data, now_ms, NULL, message);
    return status;
}

static int add_school(Db *db, const DemoSchool *school, int64_t now_ms, int64_t *ret_batch_id,
                      int64_t *ret_college_ids, Message *message)
{
    int64_t school_id = 0;
    int status =
        store_school_add(db, school->code, school->name, school->contact, &school_id, message);

    for (size_t i = 0; !status && i < school->n_colleges; i++)
        status = store_college_add(db, school_id, school->colleges[i].name, &ret_college_ids[i],
                                   message);
    return status ? status : add_batch(db, school, school_id, now_ms, ret_batch_id, message);
}

static int add_texts(Db *db, int64_t now_ms, Message *message)
{
    static const struct {
        DocumentKind kind;
        const char *file;
    } texts[] = {{DOCUMENT_CONSENT, "consent.txt"},
                 {DOCUMENT_PRECAUTIONS, "precautions.txt"},
                 {DOCUMENT_REQUIREMENTS, "requirements.txt"}};
    int status = STATUS_OK;

    for (size_t i = 0; !status && i < sizeof texts / sizeof texts[0]; i++)
        status = store_document_publish(db, texts[i].kind, 0, demo_texts_find(texts[i].file)->data,
                                        now_ms, NULL, message);
    return status;
}

typedef struct Addition {
    const App *app;
    DemoProvince province;
} Addition;

static int add_all(Db *db, void *context, Message *message)
{
    const AuditEntry entry = {.actor = "operator", .action = "demo.seeded", .subject = "province"};
    Addition *addition = context;
    const int64_t now_ms = clock_now_ms(&addition->app->clock);
    int64_t n_schools = 0;
    int status = store_school_count(db, &n_schools, message);

    if (!status && n_schools)
        status = status_set(message, STATUS_CONFLICT,
                            "the database has schools already: the demo wants an empty one");
    for (size_t i = 0; !status && i < DEMO_SCHOOLS; i++)
        status = add_school(db, &demo_schools[i], now_ms, &addition->province.batch_ids[i],
                            addition->province.college_ids[i], message);
    if (!status)
        status = add_texts(db, now_ms, message);
    return status ? status : audit_append(addition->app, db, &entry, message);
}

int demo_province_add(const App *app, Db *db, DemoProvince *ret_province, Message *ret_message)
{
    Addition addition = {.app = app};
    const int status = db_transact(db, add_all, &addition, ret_message);

    if (!status)
        *ret_province = addition.province;
    return status;
}
