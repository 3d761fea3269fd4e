// Talks to our server. XMLHttpRequest, because fetch on Excel for Mac gives up after a minute.
import { pass } from "./pass.js";

const UNREACHABLE = "サーバーにつながりません。庁内ネットワークを確かめ、もう一度行ってください。";
const BROKEN_OFF = "処理の途中でつながりが切れました。台帳には何も書き込んでいません。もう一度行ってください。";

// An answer that is not 2xx, with the server's own sentence.
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export async function me() {
  const { status, text } = await send("GET", "/xlplan/me", null, () => {});
  return status === 200 ? JSON.parse(text) : refuse(status, text);
}

// Runs a script on a workbook and returned files (and the master's own departmental sheets), for a kind of report.
// `progress(done, total, what)` is called meanwhile.
export async function run(name, { workbook, files, own, kind }, progress) {
  const form = new FormData();
  form.append("kind", kind);
  if (own) {
    form.append("own", "1");
  }
  form.append("book", new Blob([workbook], { type: "application/json" }), "book.json");
  for (const file of files) {
    form.append("returns", file, file.name);
  }
  let seen = 0;
  let last = null;
  const { status, text } = await send("POST", `/xlplan/run/${name}`, form, (soFar) => {
    // One event a line; the last line may not be whole yet.
    const end = soFar.lastIndexOf("\n") + 1;
    for (const line of soFar.slice(seen, end).split("\n").filter(Boolean)) {
      last = JSON.parse(line);
      if (last.progress) {
        progress(...last.progress);
      }
    }
    seen = Math.max(seen, end);
  });
  if (status !== 200) {
    return refuse(status, text);
  }
  if (last?.error) {
    throw new Refused(last.status, last.error);
  }
  if (!last?.answer) {
    throw new Refused(0, BROKEN_OFF);
  }
  return last;
}

function send(method, path, body, arriving) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.setRequestHeader("Authorization", pass());
    request.onprogress = () => request.status === 200 && arriving(request.responseText);
    request.onload = () => {
      if (request.status === 200) {
        arriving(request.responseText);
      }
      resolve({ status: request.status, text: request.responseText });
    };
    request.onerror = () => reject(new Refused(0, UNREACHABLE));
    request.send(body);
  });
}

function refuse(status, text) {
  let sentence = UNREACHABLE;
  try {
    sentence = JSON.parse(text).detail;
  } catch {
    // what answered is not our server: a proxy's page, for example
  }
  throw new Refused(status, sentence);
}
