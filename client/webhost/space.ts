/* The code space that pages and components are defined in (glass-easel, as WeChat has it). */
import * as glassEasel from "glass-easel";
import { MiniProgramEnv } from "glass-easel-miniprogram-adapter";

const context = new glassEasel.CurrentWindowBackendContext();
const env = new MiniProgramEnv();

context.onEvent((target, type, detail, options) => {
  const event = new glassEasel.Event(type, detail, options);

  event.dispatch(target as glassEasel.Element);
  return event.defaultPrevented()
    ? glassEasel.EventBubbleStatus.NoDefault
    : glassEasel.EventBubbleStatus.Normal;
});

export const backend = env.associateBackend(context);
export const space = env.createCodeSpace("tucai", true);

/** Page, Component and Behavior as the script of `path` sees them. */
export function define(path: string) {
  return space.componentEnv(path, (constructors) => constructors);
}
