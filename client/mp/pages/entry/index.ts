import { entryTexts } from "../../../core/texts/entry";
import { api, attempt, getTexts, goOn, type Fault } from "../../client";

Page({
  data: { t: getTexts(entryTexts), isBusy: false, fault: null as Fault | null },

  start() {
    void attempt(this, async () => goOn(await api.getJourney()));
  },
});
