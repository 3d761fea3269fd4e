"use strict";
// 一覧のしぼり込み。動かないときも、一覧と各プログラムの説明はすべて読めます。
(function () {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const rows = document.querySelectorAll("tr[data-policy]");
  const all = document.querySelectorAll("[data-policy]");
  const groups = document.querySelectorAll("section.policy");
  const fits = (one, name, wanted) => wanted === "" || one.dataset[name].split(" ").includes(wanted);

  function apply() {
    const wanted = new FormData(form);
    for (const one of all) {
      one.hidden = ![...wanted].every(([name, value]) => fits(one, name, value));
    }
    for (const group of groups) {
      group.hidden = group.querySelector("article:not([hidden])") === null;
    }
    const count = [...rows].filter((row) => !row.hidden).length;
    shown.textContent =
      count === rows.length ? `全${rows.length}件を表示しています。`
      : count === 0 ? "条件に合うプログラムはありません。条件を変えてください。"
      : `${rows.length}件のうち${count}件を表示しています。`;
  }

  // しぼり込みで隠れたプログラムへのリンクをたどったときは、条件を消して見せる。
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target !== null && target.closest("[hidden]") !== null) {
      form.reset();
      apply();
      target.scrollIntoView();
    }
  }

  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  window.addEventListener("hashchange", reveal);
  apply();
})();
