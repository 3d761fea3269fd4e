// Puts answers on the page. Text only ever goes in as text.
import { go } from "./workbook.js";

const STATES = { 差戻: "差戻（出し直しが必要）", 未提出: "未提出", 確定: "提出済み" };

export function element(id) {
  return document.getElementById(id);
}

export function say(message, error = "") {
  element("message").textContent = message;
  element("error").textContent = error;
}

export function progress(done, total, what) {
  element("progress").hidden = false;
  element("progress-text").textContent = total ? `${what}（${done}／${total}）` : what;
  if (total) {
    element("bar").max = total;
    element("bar").value = done;
  } else {
    element("bar").removeAttribute("value");
  }
}

export function clear() {
  element("progress").hidden = true;
  element("download").hidden = true;
  element("findings").replaceChildren();
  element("changes").replaceChildren();
  say("");
}

// `asked`: the standing itself was asked for, and is unfolded.
export function show(answer, asked) {
  say(answer.message);
  element("findings").replaceChildren(...findings(answer));
  element("changes").replaceChildren(...changes(answer));
  element("standing").replaceChildren(...standing(answer.standing, asked));
  if (answer.download) {
    offer(answer.download);
  }
}

function findings({ findings: found, counts }) {
  if (found.length === 0) {
    return [];
  }
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const lines = found.map((one) =>
    item(
      mark(one.level),
      text("span", ` ${one.code} `),
      place(one, `${one.file}${one.sheet && `【${one.sheet}】`}${one.cell}`),
      text("p", one.message),
      text("p", `→ ${one.remedy}`, "where"),
    ),
  );
  return folded(`確認事項 ${counted(total, found.length)}`, lines, true);
}

function changes({ changes: made, changed }) {
  if (changed === 0) {
    return [];
  }
  const lines = made.map((one) =>
    item(
      text("p", `${one.table}　${one.row}　${one.column}`),
      text("p", `${one.old || "（空欄）"} → ${one.new || "（空欄）"}`),
      text("p", [one.department, one.file, one.cell].filter(Boolean).join(" "), "where"),
    ),
  );
  return folded(`変わる欄 ${counted(changed, made.length)}`, lines, true);
}

function standing({ period, answering, owed, attention }, open) {
  const returned = answering - owed.filter((one) => one.state !== "確定").length;
  const missing = owed.map((one) =>
    item(
      ...folded(
        `${one.department}：${STATES[one.state] ?? one.state}、空欄${one.blanks.length}`,
        one.blanks.map((blank) => item(text("p", blank))),
        false,
      ),
    ),
  );
  const lines = attention.map((one) =>
    item(
      text("span", `${one.topic} `, "level"),
      place(one, `【${one.sheet}】${one.cell}`),
      text("p", `${one.no ? `No.${one.no} ` : ""}${one.program}　${one.department}`),
      text("p", one.what),
    ),
  );
  return [
    text("p", `${period}：回答する${answering}課のうち、提出済み${returned}課。`),
    ...folded(`足りないもの（課：${owed.length}）`, missing, open),
    ...folded(`要判断（${attention.length}件）`, lines, open),
  ];
}

function counted(total, shown) {
  return shown < total ? `${total}件（はじめの${shown}件）` : `${total}件`;
}

function folded(title, lines, open) {
  if (lines.length === 0) {
    return [text("p", title)];
  }
  const box = document.createElement("details");
  box.open = open;
  const list = document.createElement("ul");
  list.className = "list";
  list.append(...lines);
  box.append(text("summary", title), list);
  return [box];
}

function item(...parts) {
  const line = document.createElement("li");
  line.append(...parts);
  return line;
}

function mark(level) {
  return text("span", level, `level level-${level}`);
}

// A place of the open workbook is a button that goes there; any other is its name.
function place(one, name) {
  if (!one.here) {
    return text("span", name, "where");
  }
  const button = text("button", `${name} へ`, "go");
  button.type = "button";
  button.addEventListener("click", async () => {
    try {
      await go(one.sheet, one.cell);
    } catch {
      say(element("message").textContent, `シート「${one.sheet}」を開けません。表示されているか確かめてください。`);
    }
  });
  return button;
}

function offer({ name, data }) {
  const link = element("download");
  URL.revokeObjectURL(link.href);
  const bytes = Uint8Array.from(atob(data), (letter) => letter.codePointAt(0));
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  link.download = name;
  link.textContent = `${name}を保存する`;
  link.hidden = false;
}

function text(kind, words, name = "") {
  const made = document.createElement(kind);
  made.textContent = words;
  if (name) {
    made.className = name;
  }
  return made;
}
