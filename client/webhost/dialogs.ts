/*
 * What lies above the page: dialogs, which take the keyboard until they are answered, and notes,
 * which pass by. One dialog at a time; the next waits.
 */
import { h } from "./dom";

const layer = h("div", { id: "host-layer" });
const note = h("div", { class: "host-note", role: "status" });

// there before it says anything: readers of the screen tell what changes, not what comes
layer.append(note);
document.body.append(layer);

let last: Promise<unknown> = Promise.resolve();
let closeOpen: (() => void) | null = null;

const setPageInert = (isInert: boolean) => document.getElementById("app")?.toggleAttribute("inert", isInert);

/* Tab stays within the dialog; where a browser knows inert, that is so already. */
function keepFocus(dialog: HTMLElement, press: KeyboardEvent): void {
  const stops = [...dialog.querySelectorAll<HTMLElement>("button, input, textarea, a[href]")];
  const end = press.shiftKey ? stops[0] : stops[stops.length - 1];

  if (document.activeElement !== end && dialog.contains(document.activeElement)) return;
  press.preventDefault();
  (press.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
}

async function show<T>(build: (answer: (value: T) => void) => HTMLElement, dismissed: T): Promise<T> {
  const before = document.activeElement as HTMLElement | null;
  let dialog!: HTMLElement;
  const value = await new Promise<T>((resolve) => {
    dialog = build(resolve);
    closeOpen = () => resolve(dismissed);
    dialog.addEventListener("keydown", (press) => {
      if (press.key === "Escape") resolve(dismissed);
      else if (press.key === "Tab") keepFocus(dialog, press);
    });
    layer.append(dialog);
    setPageInert(true);
    (dialog.querySelector<HTMLElement>("[data-first]") ?? dialog).focus();
  });

  closeOpen = null;
  dialog.remove();
  setPageInert(false);
  before?.focus({ preventScroll: true });
  return value;
}

/** Shows a dialog when the one before it is answered. `dismissed`: the answer of Escape and back. */
export function ask<T>(build: (answer: (value: T) => void) => HTMLElement, dismissed: T): Promise<T> {
  const answer = last.then(() => show(build, dismissed));

  last = answer.catch(() => {});
  return answer;
}

/** The browser's back key answers what is open. */
export const dismiss = (): void => closeOpen?.();

// --- notes

let timer: ReturnType<typeof setTimeout> | undefined;

/** durationMs 0: until hideNote(). */
export function showNote(text: string, icon: string, durationMs: number): void {
  clearTimeout(timer);
  note.replaceChildren(h("div", { class: `host-note-icon host-note-${icon}` }), h("div", {}, text));
  if (durationMs) timer = setTimeout(hideNote, durationMs);
}

export function hideNote(): void {
  clearTimeout(timer);
  note.replaceChildren();
}
