// The open workbook, through xlwings Server's own reader and writer.
const CHANGED =
  "実行している間に台帳が変わったため、書き込みませんでした。入力を終えてから、もう一度行ってください。";
const HALF_WRITTEN =
  "書き込みの途中で失敗しました。台帳を保存せずに閉じ、開き直してから、もう一度行ってください。";

// The sheets that the scripts read, as JSON.
export async function read({ sheets, ownSheets }) {
  return Excel.run(async (context) => JSON.stringify(await readIn(context, sheets, ownSheets)));
}

async function readIn(context, sheets, ownSheets) {
  const all = context.workbook.worksheets.load("items/name");
  await context.sync();
  const own = all.items.map((sheet) => sheet.name).filter((name) => name.startsWith(ownSheets));
  return globalThis.xlwings.getBookData({ include: [...sheets, ...own].join(",") }, context);
}

// Carries actions out, unless somebody typed into the workbook since `before` was read.
export async function write(actions, before, known) {
  if (actions.length === 0) {
    return;
  }
  const now = await read(known);
  if (cells(now) !== cells(before)) {
    throw new Error(CHANGED);
  }
  try {
    await globalThis.xlwings.runActions({ actions });
  } catch (error) {
    throw new Error(HALF_WRITTEN, { cause: error });
  }
}

// Sheets with their values; which of them is selected does not matter.
function cells(workbook) {
  return JSON.stringify(JSON.parse(workbook).sheets);
}

export async function go(sheet, cell) {
  await Excel.run(async (context) => {
    const found = context.workbook.worksheets.getItem(sheet);
    found.activate();
    found.getRange(cell).select();
    await context.sync();
  });
}
