/* Messages. Thread-safe; a connection each. */
#include "src/app/inbox.h"

#include "src/store/journey.h"

static const InboxText texts[INBOX_KIND_COUNT] = {
    [INBOX_SUBMITTED] = {"缴费成功，照片已提交。", "Your payment arrived; the photo is handed in."},
    [INBOX_APPROVED] = {"照片已通过学校审核，正在制作。",
                        "The school has approved your photo; it is being finished."},
    [INBOX_RETURNED] = {"照片被退回，请查看原因后重新拍摄，无需再次缴费。",
                        "Your photo was returned. Please see the reasons and take another; nothing "
                        "is to be paid again."},
    [INBOX_RESET] = {"学校已重置您的照片状态，请重新拍摄，无需再次缴费。",
                     "The school has reset your photo. Please take another; nothing is to be paid "
                     "again."},
    [INBOX_SAMPLE_READY] = {"样片已生成，可在照片下载页查看。",
                            "A sample of your photo can be seen on the download page."},
    [INBOX_FINAL_READY] = {"成片已制作完成，请校对后下载。",
                           "Your photo is finished. Please check it, then download it."},
    [INBOX_DELIVERED] = {"照片已报送学籍平台。",
                         "Your photo was handed over to the national registry."},
    [INBOX_REGISTRY_REFUSED] = {"照片未通过学籍平台校验，请重新拍摄，无需再次缴费。",
                                "The national registry refused your photo. Please take another; "
                                "nothing is to be paid again."},
    [INBOX_NOTICE_CHANGED] = {"本校图像采集通知已更新，请重新阅读。",
                              "Your school's notice has changed; please read it again."},
    [INBOX_UNLOCKED] = {"学校已解锁您的账号，可以重新拍摄。",
                        "The school has unlocked your account; you can take photos again."},
    [INBOX_EXCEPTION_APPROVED] = {"学校已同意您的特殊情况申请。",
                                  "The school has approved your request for an exception."},
    [INBOX_EXCEPTION_REFUSED] = {"学校未同意您的特殊情况申请。",
                                 "The school has not approved your request for an exception."},
    [INBOX_REMINDER] = {"请在规定时间内完成图像采集。", "Please complete your photo in time."},
};

int inbox_tell(const App *app, Db *db, int64_t journey_id, InboxKind kind, const char *detail,
               Message *ret_message)
{
    return store_message_add(db, journey_id, kind, detail ? detail : "{}",
                             clock_now_ms(&app->clock), ret_message);
}

const InboxText *inbox_get_text(InboxKind kind)
{
    return &texts[kind];
}

int inbox_visit(Db *db, int64_t account_id, const InboxPage *page, InboxVisitor *visit,
                void *context, int64_t *ret_n_unread, Message *ret_message)
{
    Journey journey;
    int64_t n_unread = 0;
    int status = store_journey_find(db, account_id, &journey, ret_message);

    if (status == STATUS_NOT_FOUND) {
        *ret_n_unread = 0;
        return STATUS_OK;
    }
    if (!status)
        status = store_message_count_unread(db, journey.id, &n_unread, ret_message);
    if (!status)
        status = store_message_visit(db, journey.id, page->before_id, page->n_max, visit, context,
                                     ret_message);
    if (!status)
        *ret_n_unread = n_unread;
    return status;
}

int inbox_read(const App *app, Db *db, int64_t account_id, int64_t id, Message *ret_message)
{
    Journey journey;
    const int status = store_journey_find(db, account_id, &journey, ret_message);

    if (status)
        return status;
    return store_message_read(db, journey.id, id, clock_now_ms(&app->clock), ret_message);
}
