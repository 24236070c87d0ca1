/*
 * How wx functions answer: by success, fail and complete if one of them is given, by a promise
 * otherwise. What goes wrong says so in errMsg, "showModal:fail …".
 */

export interface Answer {
  errMsg: string;
}

export interface Callbacks<T> {
  success?: (result: T) => void;
  fail?: (error: Answer) => void;
  complete?: (result: never) => void;
}

/** Thrown inside of a wx function: the part of errMsg after "name:". */
export class WxFault extends Error {}

function describe(name: string, error: unknown): Answer {
  const words = error instanceof Error ? error.message : String(error);

  return { errMsg: `${name}:fail ${words}` };
}

/** Settles `options` (or the promise that it answers with) by what `run` comes to. */
export function settle<T extends object | void>(
  name: string,
  options: object | undefined,
  run: () => T | Promise<T>,
): Promise<T & Answer> | void {
  const { success, fail, complete } = (options ?? {}) as Callbacks<T & Answer>;
  const done = (async () => run())().then(
    (result) => ({ ...result, errMsg: `${name}:ok` }) as T & Answer,
    (error: unknown) => {
      throw describe(name, error);
    },
  );

  if (!success && !fail && !complete) return done;
  // what a callback throws goes on as an unhandled rejection, which shows the fault page
  void done.then(
    (result) => {
      success?.(result);
      complete?.(result as never);
    },
    (error: Answer) => {
      fail?.(error);
      complete?.(error as never);
    },
  );
}
