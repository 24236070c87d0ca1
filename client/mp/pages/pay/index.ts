/*
 * What is to be paid, why and how. The server alone knows whether it is paid: the page asks it
 * after the payment sheet, at a tap, and now and then by itself, and goes on when it is.
 */
import type { Journey, Order, OrderPayment } from "../../../core/api";
import { findPhone } from "../../../core/contact";
import { formatClock, formatMoney, formatOrderNumber } from "../../../core/format";
import { format } from "../../../core/texts";
import { commonTexts } from "../../../core/texts/common";
import { payTexts } from "../../../core/texts/pay";
import {
  api,
  ask,
  attempt,
  clock,
  getSettings,
  getTexts,
  goOn,
  goToStation,
  stayIn,
  type Fault,
} from "../../client";
import { platform } from "../../platform/chosen";
import { pollEvery } from "../../polling";

const ASK_EVERY_MS = 15_000;

/** What a payment service needs; at the school's counter nothing is needed. */
function getTicket({ order, ticket }: OrderPayment): Record<string, unknown> | null {
  return order.provider === "offline" || !ticket ? null : (ticket as Record<string, unknown>);
}

function describe(order: Order, journey: Journey) {
  const t = getTexts(payTexts);
  const amount = formatMoney(order.amount_fen, getSettings().language);
  const number = formatOrderNumber(order.number);
  const contact = journey.school?.contact ?? "";
  const phone = findPhone(contact);

  return {
    amount,
    number,
    wechat: format(t.wechat, { amount }),
    contact,
    phone,
    callLabel: format(getTexts(commonTexts).call, { phone }),
    howNumber: format(t.howNumber, { student: journey.student?.student_number ?? "", order: number }),
  };
}

Page({
  data: {
    t: getTexts(payTexts),
    isLoaded: false,
    isBusy: false,
    fault: null as Fault | null,
    /** Whether a payment service takes the money; else the school does. */
    isOnline: false,
    amount: "",
    number: "",
    wechat: "",
    contact: "",
    phone: "",
    callLabel: "",
    howNumber: "",
    /** What came of the last try to pay, or of the last look. */
    news: "",
  },
  ...pollEvery(ASK_EVERY_MS),

  onLoad() {
    wx.setNavigationBarTitle({ title: this.data.t.title });
  },

  async load() {
    await attempt(this, async () => {
      const journey = await stayIn(["payment"]);

      if (!journey) return;
      const payment = await api.pay(); // asks the service too
      const isOnline = getTicket(payment) !== null;

      if (payment.order.state === "paid") await goToStation();
      else this.setData({ isLoaded: true, isOnline, ...describe(payment.order, journey) });
    });
  },

  /** Another tab may have paid, or chosen another photo: the journey tells of both. */
  async look() {
    const journey = await api.getJourney();

    if (journey.state !== "payment") goOn(journey);
  },

  async refresh() {
    if (this.data.isBusy) return;
    await attempt(this, async () => {
      const { order } = await api.pay();

      if (order.state === "paid") {
        await goToStation();
        return;
      }
      await this.look();
      this.setData({ news: format(this.data.t.unpaid, { time: formatClock(clock.nowMs()) }) });
    });
  },

  async payOnline() {
    if (this.data.isBusy) return;
    await attempt(this, async () => {
      const { t } = this.data;
      const payment = await api.pay();
      const ticket = getTicket(payment);

      if (payment.order.state === "paid" || !ticket) {
        await goToStation();
        return;
      }
      const result = await platform.pay(ticket);

      if (result === "done") {
        const { order } = await api.pay();

        if (order.state === "paid") await goToStation();
        else this.setData({ news: format(t.unpaid, { time: formatClock(clock.nowMs()) }) });
      } else this.setData({ news: t[result] });
    });
  },

  call() {
    wx.makePhoneCall({ phoneNumber: this.data.phone, fail: () => {} });
  },

  async change() {
    const { t } = this.data;

    if (this.data.isBusy || !(await ask(t.changeTitle, t.changeText, t.changeNow, t.keep))) return;
    await attempt(this, async () => {
      await api.withdraw();
      wx.redirectTo({ url: "/pages/drafts/index" });
    });
  },
});
