/*
 * button, input and textarea of the browser, set by a mini program's attributes. A template writes
 * attributes; what the student sees in a field is a property, so value is carried over.
 */

type Setter = (element: HTMLElement, value: string) => void;

const INPUT_MODES: Record<string, string> = {
  text: "text",
  number: "numeric",
  digit: "decimal",
  idcard: "text",
  "safe-password": "text",
  nickname: "text",
};

const isOn = (value: string) => value !== "false";

function setValue(element: HTMLElement, value: string): void {
  const field = element as HTMLInputElement;

  // writing what is there already would move the cursor
  if (field.value !== value) field.value = value;
}

const FIELD: Record<string, Setter> = {
  value: setValue,
  type: (element, value) => element.setAttribute("inputmode", INPUT_MODES[value] ?? "text"),
  password: (element, value) => ((element as HTMLInputElement).type = isOn(value) ? "password" : "text"),
  maxlength: (element, value) =>
    Number(value) < 0 ? element.removeAttribute("maxlength") : native(element, "maxlength", value),
  focus: (element, value) => {
    if (isOn(value)) requestAnimationFrame(() => element.focus());
  },
  "auto-focus": (element, value) => FIELD["focus"]!(element, value),
  "confirm-type": (element, value) => element.setAttribute("enterkeyhint", value),
};

const BUTTON: Record<string, Setter> = {
  loading: (element, value) => element.setAttribute("aria-busy", String(isOn(value))),
  // no type: a button of a form in a mini program sends it only by form-type
  type: () => {},
};

function native(element: HTMLElement, name: string, value: string): void {
  Element.prototype.setAttribute.call(element, name, value);
}

export function adaptControl(element: HTMLElement): void {
  const isButton = element instanceof HTMLButtonElement;
  const setters = isButton ? BUTTON : FIELD;
  const removeAttribute = element.removeAttribute.bind(element);

  if (isButton) element.type = "button";
  else if (element instanceof HTMLInputElement) element.autocomplete = "off";
  element.setAttribute = (name, value) =>
    setters[name] ? setters[name](element, value) : native(element, name, value);
  element.removeAttribute = (name) => {
    if (name === "password") setters["password"]?.(element, "false");
    else if (name === "loading") setters["loading"]?.(element, "false");
    else removeAttribute(name);
  };
}
