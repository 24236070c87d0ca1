/* wx.showModal and its kin: WeChat's dialogs, with a name, a focus and keys for everybody. */
import { ask, hideNote, showNote } from "../dialogs";
import { h } from "../dom";
import { getHostTexts } from "../language";
import { settle, WxFault } from "./answer";

interface ModalOption {
  title?: string;
  content?: string;
  showCancel?: boolean;
  cancelText?: string;
  confirmText?: string;
  confirmColor?: string;
  editable?: boolean;
  placeholderText?: string;
}

interface ModalResult {
  confirm: boolean;
  cancel: boolean;
  content: string | null;
}

let lastId = 0;

function buildModal(option: ModalOption, answer: (result: ModalResult) => void): HTMLElement {
  const t = getHostTexts();
  const id = `host-dialog-${++lastId}`;
  const field = h("input", { class: "host-dialog-input", placeholder: option.placeholderText ?? "" });
  const tell = (isConfirmed: boolean) =>
    answer({
      confirm: isConfirmed,
      cancel: !isConfirmed,
      content: isConfirmed && option.editable ? field.value : null,
    });
  const button = (text: string, isConfirmed: boolean) =>
    h("button", { type: "button", class: "host-dialog-button", onclick: () => tell(isConfirmed) }, text);
  const confirm = button(option.confirmText || t.confirm, true);
  const panel = h(
    "div",
    {
      class: "host-dialog",
      role: "alertdialog",
      tabindex: "-1",
      "aria-modal": "true",
      "aria-labelledby": `${id}-title`,
      "aria-describedby": `${id}-text`,
    },
    h("div", { class: "host-dialog-title", id: `${id}-title` }, option.title || option.content || ""),
    h("div", { class: "host-dialog-text", id: `${id}-text` }, option.title ? (option.content ?? "") : ""),
  );

  field.setAttribute("aria-labelledby", `${id}-title`);
  if (option.editable) {
    field.value = option.content ?? "";
    panel.children[1]!.replaceChildren(field);
  }
  confirm.classList.add("host-dialog-confirm");
  if (option.confirmColor) confirm.style.color = option.confirmColor;
  (option.editable ? field : confirm).setAttribute("data-first", "");
  panel.append(
    h(
      "div",
      { class: "host-dialog-buttons" },
      ...(option.showCancel === false ? [] : [button(option.cancelText || t.cancel, false)]),
      confirm,
    ),
  );
  return h("div", { class: "host-veil" }, panel);
}

function showModal(option: ModalOption) {
  const dismissed: ModalResult = { confirm: false, cancel: true, content: null };

  return settle("showModal", option, () =>
    ask<ModalResult>((answer) => buildModal(option, answer), dismissed),
  );
}

interface SheetOption {
  itemList: string[];
  alertText?: string;
}

function buildSheet({ itemList, alertText }: SheetOption, answer: (index: number) => void): HTMLElement {
  const t = getHostTexts();
  const items = itemList.map((text, index) =>
    h("button", { type: "button", class: "host-sheet-item", onclick: () => answer(index) }, text),
  );
  const veil = h(
    "div",
    { class: "host-veil host-veil-low" },
    h(
      "div",
      {
        class: "host-sheet",
        role: "dialog",
        tabindex: "-1",
        "aria-modal": "true",
        "aria-label": alertText || itemList[0]!,
      },
      ...(alertText ? [h("div", { class: "host-sheet-note" }, alertText)] : []),
      ...items,
      h(
        "button",
        { type: "button", class: "host-sheet-item host-sheet-cancel", onclick: () => answer(-1) },
        t.cancel,
      ),
    ),
  );

  items[0]?.setAttribute("data-first", "");
  veil.onclick = (click) => {
    if (click.target === veil) answer(-1);
  };
  return veil;
}

function showActionSheet(option: SheetOption) {
  return settle("showActionSheet", option, async () => {
    const tapIndex = await ask<number>((answer) => buildSheet(option, answer), -1);

    if (tapIndex < 0) throw new WxFault("cancel");
    return { tapIndex };
  });
}

interface ToastOption {
  title: string;
  icon?: "success" | "error" | "loading" | "none";
  duration?: number;
}

export const interaction = {
  showModal,
  showActionSheet,
  showToast: (option: ToastOption) =>
    settle("showToast", option, () =>
      showNote(option.title, option.icon ?? "success", option.duration ?? 1500),
    ),
  showLoading: (option: { title: string }) =>
    settle("showLoading", option, () => showNote(option.title, "loading", 0)),
  hideToast: (option?: object) => settle("hideToast", option, hideNote),
  hideLoading: (option?: object) => settle("hideLoading", option, hideNote),
};
