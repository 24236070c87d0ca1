/*
 * Panels that a page itself lays over its content (aria-modal="true"). A phone has no keyboard to
 * lose; here the focus goes into the panel, stays there, and returns when it is gone. Escape presses
 * the control that says so (aria-keyshortcuts="Escape").
 */

const PANEL = '[aria-modal="true"]';
const STOPS = "button:not([disabled]), input:not([disabled]), textarea:not([disabled]), a[href]";

let open: HTMLElement | null = null;
let before: HTMLElement | null = null;

function look(app: HTMLElement): void {
  const panel = app.querySelector<HTMLElement>(PANEL);

  if (panel === open) return;
  if (panel) {
    if (!open) before = document.activeElement as HTMLElement | null;
    panel.tabIndex = -1; // its name is read first; the first Tab goes to its first control
    panel.focus({ preventScroll: true });
  } else if (before?.isConnected) before.focus({ preventScroll: true });
  open = panel;
}

function keepInside(press: KeyboardEvent, panel: HTMLElement): void {
  const stops = [...panel.querySelectorAll<HTMLElement>(STOPS)];
  const end = press.shiftKey ? stops[0] : stops[stops.length - 1];
  const active = document.activeElement;

  if (active !== end && active !== panel && panel.contains(active)) return;
  press.preventDefault();
  (press.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
}

export function followModals(app: HTMLElement): void {
  new MutationObserver(() => look(app)).observe(app, { childList: true, subtree: true });
  document.addEventListener("keydown", (press) => {
    if (!open) return;
    if (press.key === "Escape") open.querySelector<HTMLElement>('[aria-keyshortcuts="Escape"]')?.click();
    else if (press.key === "Tab") keepInside(press, open);
  });
}
