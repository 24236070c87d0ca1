/* The navigation bar: the way back and the title, at the place where WeChat draws them. */
import { h } from "./dom";
import { getHostTexts, getLanguage } from "./language";
import type { PageConfig } from "./screen";

const back = h("button", { class: "host-back", type: "button" });
const title = h("div", { class: "host-title" });

export const bar = h("header", { class: "host-bar" }, back, title);

export interface BarState {
  title: string;
  config: PageConfig;
  /** "home": there is nothing to go back to. */
  way: "back" | "home" | "none";
  onBack: () => void;
}

export function drawBar({ title: text, config, way, onBack }: BarState): void {
  const t = getHostTexts();

  document.title = text;
  document.documentElement.lang = getLanguage() === "zh" ? "zh-CN" : "en";
  title.textContent = text;
  bar.hidden = config.navigationStyle === "custom";
  bar.classList.toggle("host-bar-dark", config.navigationBarTextStyle === "white");
  bar.style.backgroundColor = config.navigationBarBackgroundColor ?? "";
  back.hidden = way === "none";
  back.classList.toggle("host-home", way === "home");
  back.setAttribute("aria-label", way === "home" ? t.home : t.back);
  back.onclick = onBack;
}
