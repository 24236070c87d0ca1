/*
 * What a browser tells, as a mini program hears it.
 *
 * A tap is the browser's click: it comes once for a finger, a mouse and a key alike, never for a
 * disabled button, and never a second time on the page that has come meanwhile. glass-easel's own
 * taps, made of touches, are not used.
 */
import * as glassEasel from "glass-easel";

type Node = globalThis.Node & { __wxElement?: glassEasel.Element };
type Control = HTMLInputElement | HTMLTextAreaElement;

const isControl = (target: EventTarget | null): target is Control =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** detail of an event as WeChat gives it; `given` is what glass-easel makes of the browser's. */
function readDetail(event: Event, given: unknown): unknown {
  if (event instanceof CustomEvent) return event.detail;
  if (isControl(event.target)) return { value: event.target.value, cursor: event.target.selectionStart };
  if (event.type === "scroll" && event.target instanceof HTMLElement) {
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = event.target;

    return { scrollTop, scrollLeft, scrollHeight, scrollWidth };
  }
  return given;
}

function readTouches(event: Event): Record<string, unknown> | undefined {
  if (!("touches" in event)) return undefined;
  const { touches, changedTouches } = event as TouchEvent;

  return { touches: [...touches], changedTouches: [...changedTouches] };
}

function findElement(target: EventTarget | null): glassEasel.Element | null {
  let node = target as Node | null;

  while (node && !node.__wxElement) node = node.parentNode as Node | null;
  return node?.__wxElement ?? null;
}

function tell(target: glassEasel.Element, type: string, detail: unknown, options: glassEasel.EventOptions) {
  const event = new glassEasel.Event(type, detail, options);

  event.dispatch(target);
  return event.defaultPrevented();
}

function tellTap(click: MouseEvent): void {
  const target = findElement(click.target);
  const detail = { x: click.clientX, y: click.clientY };

  if (!target) return;
  // catch:tap ends the tap, not what a click on a link or a label does
  tell(target, "tap", detail, {
    originalEvent: click,
    bubbles: true,
    composed: true,
    capturePhase: true,
  });
}

/* bind:confirm: the key of the keyboard on the screen; not the one that ends a word in an IME. */
function tellConfirm(press: KeyboardEvent): void {
  const { target } = press;

  if (press.key !== "Enter" || press.isComposing || !(target instanceof HTMLInputElement)) return;
  target.dispatchEvent(new CustomEvent("confirm", { detail: { value: target.value } }));
}

export function listen(context: glassEasel.CurrentWindowBackendContext): void {
  context.onEvent((target, type, detail, options) => {
    const original = (options as { originalEvent: Event }).originalEvent;

    if (type === "tap" || type === "canceltap") return glassEasel.EventBubbleStatus.Normal;
    const isPrevented = tell(target, type, readDetail(original, detail), {
      ...options,
      extraFields: readTouches(original),
    });

    return isPrevented ? glassEasel.EventBubbleStatus.NoDefault : glassEasel.EventBubbleStatus.Normal;
  });
  document.addEventListener("click", tellTap);
  document.addEventListener("keydown", tellConfirm);
}
