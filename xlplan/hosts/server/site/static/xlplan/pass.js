// 利用者証: kept for this add-in on this PC, sent as a header, never part of an address.
const KEY = "xlplan.pass";
let held = localStorage.getItem(KEY) ?? "";

export function pass() {
  return held;
}

export function keep(token) {
  held = token;
  localStorage.setItem(KEY, token);
}

export function forget() {
  held = "";
  localStorage.removeItem(KEY);
}

// Worksheet functions ask xlwings Server's script for it.
globalThis.getAuth = async () => ({ token: held, provider: "" });
