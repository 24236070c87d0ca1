/* What comes of a photo, taken by the page's own camera: a good one passes, others are told why not. */
import assert from "node:assert/strict";
import { resultTexts } from "../core/texts/result";
import type { Scene } from "./support/films";
import { shootAndPass, takePhoto, usePhoto } from "./support/guide";
import type { Phone } from "./support/phone";
import type { Person } from "./support/site";
import { onSite } from "./support/story";

const it = onSite();

async function goToCamera(phone: Phone, person: Person): Promise<void> {
  await phone.walkTo("shoot", person);
  await phone.enter("#/shoot");
}

it("a good portrait passes and is in the draft box", async ({ site, openPhone }) => {
  const phone = await openPhone();

  await goToCamera(phone, site.newPerson());
  await shootAndPass(phone);
  await phone.press(resultTexts.toDrafts);
  await phone.page.waitForURL(/#\/drafts/);
  await phone.page.getByRole("radio").waitFor();
});

/** Of each: the headline, the reason, what to do, and the clause. */
const REFUSED: readonly [Scene, string, string, string, number][] = [
  [
    "hat",
    "请摘下帽子",
    "头上戴有帽子、头巾或耳机等覆盖物",
    "请摘下后重拍；有宗教、医疗或文化需要的，可申请特殊情况",
    8,
  ],
  ["dark", "面部太暗", "面部太暗，看不清五官", "请面向窗户，在白天自然光下拍摄", 2],
  ["turned", "头部左右偏转", "头部向左或向右偏转，没有正对镜头", "请正对镜头，让两只耳朵露出一样多", 6],
  ["screen", "疑似翻拍", "照片疑似翻拍自屏幕或纸质照片", "请由他人用后置摄像头直接拍摄本人", 5],
];

for (const [scene, headline, reason, tip, clause] of REFUSED)
  it(`${scene}: refused with the reason, what to do, the clause and the place marked`, async ({
    site,
    openPhone,
  }) => {
    const phone = await openPhone({ camera: scene });

    await goToCamera(phone, site.newPerson());
    await takePhoto(phone);
    await usePhoto(phone);
    await phone.read(resultTexts.failed);
    await phone.read(headline);
    await phone.find(reason);
    await phone.find(tip);
    await phone.find(new RegExp(`注意事项第 ${clause} 条`));
    const marked = phone.page.getByRole("img", { name: phone.say(resultTexts.marked) });

    await marked.waitFor();
    assert.ok((await marked.boundingBox())!.width > 200);
    await phone.find(/\d\d:\d\d 后可重拍/);
    assert.ok((await phone.page.getByRole("heading", { level: 2 }).count()) <= 3, "three reasons at most");
  });
