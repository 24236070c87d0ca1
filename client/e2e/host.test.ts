/*
 * The web host by itself, with a program of its own (host/): what every page relies on, without a
 * server behind it. It is served under the policy that the server has.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { chromium, type Browser, type Page } from "playwright-core";
import { POLICY, TYPES } from "./support/served";

const ROOT = process.env["TUCAI_ROOT"]!;
const OUT = join(ROOT, "build/e2e");
const PATIENCE_MS = Number(process.env["TUCAI_E2E_PATIENCE_MS"] ?? 30_000);

let server: Server;
let browser: Browser;
let address: string;

before(async () => {
  mkdirSync(OUT, { recursive: true });
  const folder = mkdtempSync(join(OUT, "host-"));

  execFileSync(process.execPath, [
    join(ROOT, "client/build.mjs"),
    "hosted",
    join(ROOT, "client/e2e/host"),
    folder,
  ]);
  server = createServer((request, response) => {
    const name = new URL(request.url!, "http://x").pathname.replace(/^\/app\//, "") || "index.html";
    const path = join(folder, name);

    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("Cache-Control", "no-store"); // a script that was loaded once is to be missed again
    response.setHeader("Content-Type", TYPES[extname(name)] ?? "application/octet-stream");
    if (!existsSync(path)) response.writeHead(404);
    response.end(existsSync(path) ? readFileSync(path) : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as { port: number }).port}/app/`;
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
    ],
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

async function open(hash: string, options: { hasTouch?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({
    locale: "zh-CN",
    viewport: { width: 390, height: 844 },
    ...options,
  });
  const page = await context.newPage();

  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(address + hash);
  return page;
}

type Told = [type: string, ...rest: any[]];

const readTold = (page: Page) => page.evaluate(() => (globalThis as { told?: unknown }).told as Told[]);
const told = async (page: Page, type: string) => (await readTold(page)).filter(([name]) => name === type);
const waitFor = (page: Page, title: string) =>
  page.getByRole("heading", { name: title, exact: true }).waitFor();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

for (const hasTouch of [false, true])
  test(`a button is tapped once by ${hasTouch ? "a finger" : "a mouse"} and once by each key`, async () => {
    const page = await open("#/controls", { hasTouch });
    const button = page.getByRole("button", { name: "轻触" });

    await (hasTouch ? button.tap() : button.click());
    await button.press("Enter");
    await button.press("Space");
    await page.getByRole("button", { name: "停用" }).click({ force: true });
    const taps = await told(page, "tap");

    assert.deepEqual(
      taps.map(([, id, , data]) => [id, data]),
      Array(3).fill(["tapped", { shotId: "7" }]),
    );
    await page.context().close();
  });

test("a field has the keys of its kind, keeps its limit, tells its value and is emptied by the page", async () => {
  const page = await open("#/controls");
  const field = page.getByRole("textbox", { name: "号码" });

  assert.equal(await field.inputValue(), "12");
  assert.equal(await field.getAttribute("inputmode"), "numeric");
  await field.press("End");
  await field.pressSequentially("345678");
  await field.press("Enter");
  assert.deepEqual((await told(page, "confirm"))[0]!.slice(1, 3), ["number", { value: "12345" }]);
  assert.equal((await told(page, "input")).pop()![2].value, "12345");
  await press(page, "清空");
  assert.equal(await field.inputValue(), "");
  await page.context().close();
});

test("choices have the names of their labels, and tell what is chosen", async () => {
  const page = await open("#/controls");

  await page.getByRole("switch", { name: "开关" }).press("Space");
  await page.getByText("同意").click();
  await page.getByRole("radio", { name: "第一种" }).click();
  await page.getByLabel("学院").selectOption({ label: "理学院" });
  assert.deepEqual(
    (await told(page, "change")).map(([, id, detail]) => [id, detail.value]),
    [
      ["switch", false],
      ["boxes", ["x", "y"]],
      ["ways", "1"],
      ["picker", "1"],
    ],
  );
  assert.equal(await page.getByRole("radio", { name: "第二种" }).getAttribute("aria-checked"), "false");
  await page.context().close();
});

test("a list that is scrolled to its end says so, and a picture is found and has its name", async () => {
  const page = await open("#/controls");

  await page.locator("#list").evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await page.waitForFunction(() => JSON.stringify((globalThis as any).told).includes("scrolltolower"));
  await page.waitForFunction(() => JSON.stringify((globalThis as any).told).includes('"load"'));
  await page.getByRole("img", { name: "盒子" }).waitFor();
  await page.context().close();
});

test("back shows the page below as it was left, and the first page is below every other", async () => {
  const page = await open("#/controls?kind=a%20b");

  await page.getByRole("button", { name: "底部打开" }).scrollIntoViewIfNeeded();
  const scrolled = await page.evaluate(() => scrollY);

  await press(page, "底部打开");
  await waitFor(page, "处所");
  assert.equal(await page.title(), "处所");
  await page.goBack();
  await waitFor(page, "控件");
  assert.ok(scrolled > 0);
  assert.equal(await page.evaluate(() => scrollY), scrolled);
  assert.deepEqual(
    (await readTold(page)).filter(([type]) => type.startsWith("on")),
    [["onLoad", { kind: "a%20b" }], ["onShow"], ["onReady"], ["onHide"], ["onShow"]],
  );
  await press(page, "返回");
  await waitFor(page, "首页");
  assert.equal((await told(page, "onUnload")).length, 1);
  await page.context().close();
});

test("a refresh keeps the page, and the way back from it", async () => {
  const page = await open("");

  await press(page, "打开控件");
  await waitFor(page, "控件");
  await page.reload();
  await waitFor(page, "控件");
  assert.deepEqual((await told(page, "onLoad"))[0], ["onLoad", { kind: "a%20b" }]);
  await page.goBack();
  await waitFor(page, "首页");
  await page.goForward();
  await waitFor(page, "控件");
  await page.context().close();
});

test("an address that no page has shows the first page", async () => {
  const page = await open("#/nowhere?x=1");

  await waitFor(page, "首页");
  await page.context().close();
});

test("the first page is there without any script, and what is tapped on it before is done then", async () => {
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  let letGo!: () => void;
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve));

  await page.route(/\/(app|chunk|index|first)-[A-Z0-9]+\.js$/, async (route) => {
    await isLetGo;
    await route.continue();
  });
  await page.goto(address, { waitUntil: "commit" });
  await press(page, "打开控件");
  assert.equal(await page.evaluate(() => "wx" in globalThis), false);
  letGo();
  await waitFor(page, "控件");
  await context.close();
});

test("a script that does not come has a page with a way on, and nothing is lost", async () => {
  const page = await open("");

  await waitFor(page, "首页");
  await page.context().setOffline(true);
  await press(page, "打开控件");
  await page.getByRole("heading", { name: "页面没有加载出来" }).waitFor();
  await page.context().setOffline(false); // it comes by itself, as the network does
  await waitFor(page, "控件");
  assert.equal(page.url(), `${address}#/controls?kind=a%20b`);
  await page.context().close();
});

test("what no page catches stands in the place of the page, with a way on", async () => {
  const page = await open("#/controls");

  await press(page, "出错");
  await page.getByRole("alert").getByText("页面出了问题").waitFor();
  await press(page, "重新加载");
  await waitFor(page, "控件");
  await page.context().close();
});

test("a dialog keeps the keyboard, and Escape answers it", async () => {
  const page = await open("#/controls");
  const getFocused = () => page.evaluate(() => document.activeElement?.textContent);

  await press(page, "询问");
  await page.getByRole("alertdialog", { name: "真的吗" }).waitFor();
  const focused = [await getFocused()];

  for (const key of ["Tab", "Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    focused.push(await getFocused());
  }
  assert.deepEqual(focused, ["真的", "取消", "真的", "取消"]);
  await page.keyboard.press("Escape");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  assert.deepEqual(await told(page, "answered"), [["answered", false]]);
  assert.equal(await getFocused(), "询问");
  await page.context().close();
});

test("a page that is left frees the camera, and a file that it kept outlives it", async () => {
  const page = await open("#/places");

  await page.getByText("相机已开").waitFor();
  const track = await page.evaluateHandle(() => {
    const video = document.querySelector("wx-camera video") as HTMLVideoElement;

    return (video.srcObject as MediaStream).getVideoTracks()[0]!;
  });

  await press(page, "拍下并保存");
  await page.getByText("已保存").waitFor();
  await press(page, "返回");
  await waitFor(page, "首页");
  await page.waitForFunction((one) => one.readyState === "ended", track); // the page below is seen before
  await page.goForward();
  await page.getByText("相机已开").waitFor();
  await page.reload();
  await page.getByText("相机已开").waitFor(); // or it would be said over what was read
  await press(page, "读取");
  await page.getByText(/^读到 (iVBO|\/9j\/)/).waitFor();
  await page.context().close();
});
