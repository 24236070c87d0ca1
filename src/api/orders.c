/* Orders: the student's, and the money that a school takes. */
#include "src/app/orders.h"

#include "src/api/json.h"
#include "src/store/batch.h"
#include "src/store/journey.h"
#include "src/store/student.h"

static json_t *pack(const Purchase *purchase)
{
    return json_pack("{s:s, s:I, s:s, s:s, s:I, s:o}", "number", purchase->number, "amount_fen",
                     (json_int_t)purchase->amount_fen, "provider", purchase->provider, "state",
                     purchase_state_get_name(purchase->state), "created_ms",
                     (json_int_t)purchase->created_ms, "paid_ms",
                     json_time(purchase->state == PURCHASE_PAID ? purchase->changed_ms : 0));
}

/* What both ways of paying can end in. */
static void refuse(const ApiCall *call, int status, const Message *message)
{
    switch (status) {
    case STATUS_CONFLICT:
        call_answer_problem(call, PROBLEM_PAID_OTHERWISE);
        break;
    case STATUS_DENIED:
        call_answer_problem(call, PROBLEM_AMOUNT_WRONG);
        break;
    case STATUS_ARGUMENT:
        call_answer_problem(call, PROBLEM_RECEIPT_WRONG);
        break;
    default:
        call_answer_failure(call, status, message);
        break;
    }
}

/* --- the student's */

void order_api_get(ApiCall *call)
{
    Purchase purchase;
    Message message;
    const int status = orders_get(call->db, call->actor.account_id, &purchase, &message);

    if (status)
        refuse(call, status, &message);
    else
        json_answer(call, 200, pack(&purchase));
}

void order_api_pay(ApiCall *call)
{
    char ticket[PAYMENT_TICKET_BYTES];
    Purchase purchase;
    Message message;
    const int status = orders_pay(call->api->options.app, call->db, call->actor.account_id,
                                  &purchase, ticket, &message);

    if (status) {
        refuse(call, status, &message);
        return;
    }
    json_answer(call, 200,
                json_pack("{s:o, s:o}", "order", pack(&purchase), "ticket",
                          *ticket ? json_loads(ticket, 0, NULL) : json_null()));
}

/* --- of staff */

static int find_purchase(const ApiCall *call, Purchase *ret_purchase, Message *ret_message)
{
    int64_t id;

    if (call_parse_id(http_get_parameter(call->exchange, "id"), &id))
        return status_set(ret_message, STATUS_NOT_FOUND, "no such order");
    return store_purchase_get(call->db, id, ret_purchase, ret_message);
}

int order_api_subject(ApiCall *call, Subject *ret_subject, Message *ret_message)
{
    Purchase purchase = {0};
    Journey journey = {0};
    Student student = {0};
    Batch batch = {0};
    int status = find_purchase(call, &purchase, ret_message);

    if (!status)
        status = store_journey_get(call->db, purchase.journey_id, &journey, ret_message);
    if (!status)
        status = store_student_get(call->db, journey.student_id, &student, ret_message);
    if (!status)
        status = store_batch_get(call->db, student.batch_id, &batch, ret_message);
    if (!status)
        *ret_subject = (Subject){.school_id = batch.school_id, .college_id = student.college_id};
    return status;
}

/* For staff: by its id it is paid at the school. */
static void answer_staff(const ApiCall *call, const Purchase *purchase)
{
    json_t *json = pack(purchase);

    if (json)
        json_object_set_new(json, "id", json_integer(purchase->id));
    json_answer(call, 200, json);
}

void order_api_find(ApiCall *call)
{
    Purchase purchase;
    Journey journey;
    Message message;
    int64_t id = 0;
    int status;

    call_parse_id(http_get_parameter(call->exchange, "id"), &id);
    status = store_journey_find_student(call->db, id, &journey, &message);
    if (!status)
        status = store_purchase_find(call->db, journey.id, &purchase, &message);
    if (status)
        refuse(call, status, &message);
    else
        answer_staff(call, &purchase);
}

void order_api_take(ApiCall *call)
{
    cleanup_with(json_decref_p) json_t *json = NULL;
    const char *receipt;
    json_int_t amount_fen;
    Purchase purchase;
    Message message;
    int status;

    if (json_read(call, &json, "{s:s, s:I}", "receipt", &receipt, "amount_fen", &amount_fen))
        return;
    status = find_purchase(call, &purchase, &message);
    if (!status)
        status = orders_take(call->api->options.app, call->db, call->actor.staff_id, purchase.id,
                             receipt, amount_fen, &message);
    if (!status)
        status = store_purchase_get(call->db, purchase.id, &purchase, &message);
    if (status)
        refuse(call, status, &message);
    else
        answer_staff(call, &purchase);
}
