// The task pane and the ribbon: one way to run a button, whichever of the two was pressed.
import { forget, keep, pass } from "./pass.js";
import { Refused, me, run } from "./server.js";
import { clear, element, progress, say, show } from "./view.js";
import { read, write } from "./workbook.js";

const known = JSON.parse(element("known").textContent);
const labels = new Map(known.actions.map((action) => [action.name, action]));
const BROKEN = "思いがけない誤りが起きました。Excelを起動し直しても同じときは、情報システム担当に連絡してください。";
const ASKED = "利用者証を入力すると始められます。";
const TAKES_RETURNS = new Set(["check", "preview", "consolidate", "letters"]);
let user = null;
let busy = false;

function buttons() {
  return document.querySelectorAll("button[data-action]");
}

// Shows who is signed in and which buttons are theirs; the form where nobody is.
async function enter() {
  try {
    user = pass() ? await me() : null;
  } catch (error) {
    user = null;
    element("pass-error").textContent = error.message;
  }
  element("pass").hidden = user !== null;
  element("work").hidden = user === null;
  element("user").hidden = user === null;
  if (user === null) {
    return;
  }
  element("pass-error").textContent = "";
  element("user").textContent = `${user.name}（${user.role}、利用者証は${user.expires}まで）`;
  enable();
}

function enable() {
  for (const button of buttons()) {
    const reason = user.refused[button.dataset.action];
    button.disabled = busy || Boolean(reason);
    const tip = element(`tip-${button.dataset.action}`);
    if (tip) {
      tip.textContent = reason ?? tip.dataset.tip;
    }
  }
}

// Whether to go on: buttons that write ask first.
function confirmed(action) {
  if (!action?.writes) {
    return Promise.resolve(true);
  }
  element("confirm-title").textContent = `${action.label}を行います`;
  const dialog = element("confirm");
  dialog.returnValue = "stop";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "run"), { once: true });
  });
}

// Runs a button from beginning to end. Whatever goes wrong ends as a sentence.
async function press(name) {
  if (user === null) {
    element("pass-error").textContent = ASKED;
    element("token").focus();
    return;
  }
  if (name === "guide") {
    element("guide").focus();
    element("guide").scrollIntoView();
    return;
  }
  if (busy) {
    return;
  }
  busy = true;
  clear();
  enable();
  try {
    await work(name);
  } catch (error) {
    await fail(error);
  } finally {
    busy = false;
    element("progress").hidden = true;
    if (user !== null) {
      enable();
      element(name === "standing" ? "standing-part" : "result").focus();
    }
  }
}

async function work(name) {
  const reason = user.refused[name];
  if (reason) {
    say("", reason);
    return;
  }
  if (!(await confirmed(labels.get(name)))) {
    say("何も行いませんでした。");
    return;
  }
  progress(0, 0, "台帳を読み取っています");
  const before = await read(known);
  progress(0, 0, "処理しています");
  const files = TAKES_RETURNS.has(name) ? element("files").files : [];
  const kind = name === "report" ? element("kind").value : "";
  const { answer, actions } = await run(name, { workbook: before, files, own: element("own").checked, kind }, progress);
  progress(0, 0, "台帳に書き込んでいます");
  await write(actions, before, known);
  show(answer, name === "standing");
}

async function fail(error) {
  if (error instanceof Refused && error.status === 401) {
    forget();
    await enter();
    element("pass-error").textContent = error.message;
    element("token").focus();
    return;
  }
  const ours = error instanceof Refused || error.constructor === Error;
  say("", ours ? error.message : BROKEN);
  if (!ours || error.cause) {
    console.error(error, error.cause);
  }
}

// The ribbon's buttons open the pane, where the result appears.
async function fromRibbon(name, event) {
  try {
    await Office.addin.showAsTaskpane();
    await press(name);
  } finally {
    event.completed();
  }
}

element("pass").addEventListener("submit", async (event) => {
  event.preventDefault();
  keep(element("token").value.trim());
  element("token").value = "";
  await enter();
});
element("forget").addEventListener("click", async () => {
  forget();
  clear();
  await enter();
  element("token").focus();
});
element("files").addEventListener("change", ({ target }) => {
  const help = element("files-help");
  help.textContent = target.files.length ? `調査票を${target.files.length}件選んでいます。` : help.dataset.none;
});
for (const button of buttons()) {
  button.addEventListener("click", () => press(button.dataset.action));
}
await Office.onReady();
for (const action of known.actions) {
  Office.actions.associate(action.name, (event) => fromRibbon(action.name, event));
}
await enter();
