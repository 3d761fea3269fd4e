// A small fake of the Office host, in the place of office.js: enough of Excel's objects for xlwings Server's own scripts.
//
// It is strict where Excel is: a property that was not loaded raises, writes happen at sync, text is taken as typed (the
// test's Python answers `asTyped`), a protected sheet refuses. What is not here is undefined, and its use fails. It is an
// Excel 2021 LTSC: ExcelApi 1.14, so without notes. It does not calculate.
(() => {
  const given = globalThis.fakeWorkbook;
  const SUPPORTED = { ExcelApi: 14, CustomFunctionsRuntime: 3, SharedRuntime: 1, CustomFunctions: 3, DialogApi: 2, RibbonApi: 1 };

  // --- the workbook, as plain data

  const sheets = given.sheets.map((sheet) => ({ ...sheet, cells: new Map(sheet.cells.map(([row, column, cell]) => [`${row},${column}`, cell])) }));
  const state = { active: sheets.findIndex((sheet) => sheet.visible), selected: "A1", names: new Map(Object.entries(given.names)), actions: new Map(), shown: 0, completed: 0 };

  const letters = (column) => (column > 26 ? letters(Math.floor((column - 1) / 26)) : "") + String.fromCharCode(65 + ((column - 1) % 26));
  const number = (text) => [...text].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  const named = ([top, left, bottom, right]) => {
    const first = `${letters(left)}${top}`;
    return top === bottom && left === right ? first : `${first}:${letters(right)}${bottom}`;
  };
  const area = (address) => {
    const found = /^\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$/.exec(address.split("!").pop());
    if (!found) throw new Error(`InvalidArgument: ${address}`);
    const [, left, top, right = left, bottom = top] = found;
    return [Number(top), number(left), Number(bottom), number(right)];
  };
  const cell = (sheet, row, column) => {
    const key = `${row},${column}`;
    if (!sheet.cells.has(key)) sheet.cells.set(key, { value: null, format: "General", formula: "" });
    return sheet.cells.get(key);
  };
  const rows = ([top, left, bottom, right], make) =>
    Array.from({ length: bottom - top + 1 }, (_, row) => Array.from({ length: right - left + 1 }, (_, column) => make(top + row, left + column)));
  const used = (sheet) => {
    const taken = [...sheet.cells].filter(([, one]) => one.value !== null || one.formula).map(([key]) => key.split(",").map(Number));
    if (taken.length === 0) return null;
    const [high, wide] = [taken.map(([row]) => row), taken.map(([, column]) => column)];
    return [Math.min(...high), Math.min(...wide), Math.max(...high), Math.max(...wide)];
  };

  async function enter(sheet, place, values) {
    if (sheet.protected) throw new Error(`AccessDenied: ${sheet.name} is protected`);
    const [top, left, bottom, right] = place;
    if (values.length !== bottom - top + 1 || values.some((row) => row.length !== right - left + 1)) throw new Error("InvalidArgument: shape");
    const texts = [];
    rows(place, (row, column) => {
      const value = values[row - top][column - left];
      const into = cell(sheet, row, column);
      if (value === null) return; // null leaves a cell as it is
      if (typeof value === "string" && value !== "") texts.push([into, value]);
      else Object.assign(into, { value: value === "" ? null : into.format === "@" ? String(value) : value, formula: "" });
    });
    const typed = texts.length ? await globalThis.asTyped(texts.map(([into, text]) => [text, into.format])) : [];
    texts.forEach(([into], at) => Object.assign(into, typed[at]));
  }

  // --- Excel's objects: `props` must be loaded, `parts` and `find` lead on, `act` and `put` happen at the next sync

  const range = (sheet, place) => ({
    props: {
      address: () => `${sheet.name}!${named(place)}`,
      rowCount: () => place[2] - place[0] + 1,
      columnCount: () => place[3] - place[1] + 1,
      values: () => rows(place, (row, column) => { const { value } = sheet.cells.get(`${row},${column}`) ?? { value: null }; return value === null ? "" : (value.error ?? value); }),
      numberFormat: () => rows(place, (row, column) => sheet.cells.get(`${row},${column}`)?.format ?? "General"),
    },
    parts: {
      worksheet: () => worksheet(sheet),
      format: () => ({ parts: { fill: () => ({ put: { color: (color) => rows(place, (row, column) => { cell(sheet, row, column).color = color; }) }, act: { clear: () => rows(place, (row, column) => { delete cell(sheet, row, column).color; }) } }) } }),
    },
    put: {
      values: (values) => enter(sheet, place, values),
      numberFormat: (format) => rows(place, (row, column) => { const one = format.length === 1 && format[0].length === 1; cell(sheet, row, column).format = one ? format[0][0] : format[row - place[0]][column - place[1]]; }),
    },
    act: {
      select: () => { state.active = sheets.indexOf(sheet); state.selected = named(place); },
      autoFill: (destination, kind) => {
        if (kind !== "FillFormats") throw new Error(`NotImplemented: ${kind}`);
        rows(destination.place, (row, column) => { cell(sheet, row, column).format = cell(sheet, place[0], column).format; });
      },
    },
    place,
  });
  const table = (sheet, one) => ({
    props: {
      name: () => one.name, showHeaders: () => one.header, showTotals: () => one.totals, style: () => "TableStyleLight1", showFilterButton: () => true,
      highlightFirstColumn: () => false, highlightLastColumn: () => false, showBandedRows: () => true, showBandedColumns: () => false,
    },
    parts: { columns: () => collection(rows([one.area[0], one.area[1], one.area[0], one.area[3]], (row, column) => ({ props: { name: () => String(cell(sheet, row, column).value) } }))[0]) },
    find: {
      getRange: () => range(sheet, one.area),
      getHeaderRowRange: () => range(sheet, [one.area[0], one.area[1], one.area[0], one.area[3]]),
      getDataBodyRange: () => range(sheet, [one.area[0] + (one.header ? 1 : 0), one.area[1], one.area[2] - (one.totals ? 1 : 0), one.area[3]]),
      getTotalRowRange: () => range(sheet, [one.area[2], one.area[1], one.area[2], one.area[3]]),
    },
    act: {
      resize: (address) => {
        const [top, left, bottom, right] = area(address);
        if (sheet.protected || top !== one.area[0] || left !== one.area[1] || right !== one.area[3] || bottom <= top) throw new Error("InvalidArgument: resize");
        const old = one.area[2];
        one.area = [top, left, bottom, right];
        for (let row = old + 1; row <= bottom; row += 1) {
          for (const [at, formula] of Object.entries(one.formulas)) Object.assign(cell(sheet, row, left + Number(at)), { value: null, formula });
        }
      },
    },
  });
  const worksheet = (sheet) => ({
    props: { name: () => sheet.name, position: () => sheets.indexOf(sheet), visibility: () => (sheet.visible ? "Visible" : "Hidden"), showGridlines: () => true },
    parts: {
      names: () => collection([]), charts: () => collection([]), shapes: () => collection([]), pivotTables: () => collection([]),
      tables: () => collection(sheet.tables.map((one) => table(sheet, one))),
      pageLayout: () => ({ find: { getPrintAreaOrNullObject: () => null } }),
    },
    find: {
      getRange: (address) => range(sheet, area(address)),
      getRangeByIndexes: (row, column, high, wide) => range(sheet, [row + 1, column + 1, row + high, column + wide]),
      getUsedRangeOrNullObject: () => { const place = used(sheet); return place && range(sheet, place); },
    },
    act: {
      activate: () => {
        if (!sheet.visible) throw new Error("InvalidOperation: hidden sheet");
        state.active = sheets.indexOf(sheet);
      },
    },
  });
  const name = (key, formula) => {
    const found = /^=(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)$/.exec(formula);
    const sheet = found && sheets.find((one) => one.name === (found[1] ?? found[2]).replaceAll("''", "'"));
    const address = found?.[3];
    return {
      props: { name: () => key, type: () => (sheet ? "Range" : "String"), formula: () => formula },
      find: { getRangeOrNullObject: () => (sheet ? range(sheet, area(address)) : null) },
      act: { delete: () => state.names.delete(key) },
    };
  };
  const collection = (items, more = {}) => ({ items, ...more });
  const bySheet = (wanted) => { const sheet = sheets.find((one) => one.name === wanted); return sheet ? worksheet(sheet) : null; };
  const application = () => ({
    props: { calculationMode: () => "Automatic" },
    parts: { cultureInfo: () => ({ props: { name: () => "ja-JP" }, parts: { datetimeFormat: () => ({ props: { shortDatePattern: () => "yyyy/MM/dd" } }) } }) },
  });
  const workbook = () => ({
    props: { name: () => given.name },
    parts: {
      application,
      names: () => collection([...state.names].map(([key, formula]) => name(key, formula)), {
        find: { getItem: (key) => name(key, state.names.get(key)) }, act: { add: (key, refersTo) => { state.names.set(key, typeof refersTo === "string" ? refersTo : `='${sheets[state.active].name}'!${named(refersTo.place)}`); } },
      }),
      worksheets: () => collection(sheets.map(worksheet), { find: { getItem: bySheet, getItemOrNullObject: bySheet, getActiveWorksheet: () => worksheet(sheets[state.active]) } }),
    },
    find: { getSelectedRange: () => range(sheets[state.active], area(state.selected)) },
  });

  // --- proxies: load, sync, and nothing before both

  const things = new WeakMap();
  function proxy(context, it) {
    const loaded = { isNullObject: it === null };
    const parts = {};
    const self = new Proxy({}, {
      get(_, key) {
        if (typeof key === "symbol" || key === "then") return undefined;
        if (key in loaded) return loaded[key];
        if (key === "load") return (what) => { context.loads.push(() => load(context, it, loaded, what)); return self; };
        if (it?.parts?.[key]) return (parts[key] ??= proxy(context, it.parts[key]()));
        if (it?.find?.[key]) return (...args) => proxy(context, it.find[key](...args));
        if (it?.act?.[key]) return (...args) => { context.writes.push(() => it.act[key](...args.map((one) => things.get(one) ?? one))); };
        if (it?.props?.[key] || key === "items") throw new Error(`PropertyNotLoaded: ${key}`);
        throw new Error(`this fake of Excel has no ${key}`);
      },
      set(_, key, value) {
        if (!it?.put?.[key]) throw new Error(`this fake of Excel cannot set ${key}`);
        context.writes.push(() => it.put[key](value));
        return true;
      },
    });
    if (it) things.set(self, it);
    return self;
  }
  function load(context, it, loaded, what) {
    if (it === null) return;
    const paths = (Array.isArray(what) ? what : (what ?? "").split(",")).map((path) => path.trim().replace(/^items\/?/, "")).filter(Boolean);
    if (it.items) {
      loaded.items = it.items.map((item) => {
        const made = proxy(context, item);
        made.load(paths.length ? paths : Object.keys(item.props ?? {}));
        return made;
      });
      return;
    }
    for (const path of paths.length ? paths : Object.keys(it.props)) {
      if (it.props?.[path]) loaded[path] = it.props[path]();
    }
  }
  class RequestContext {
    loads = [];
    writes = [];
    constructor() {
      this.workbook = proxy(this, workbook());
      this.application = proxy(this, application());
    }
    async sync() {
      for (const write of this.writes.splice(0)) await write();
      while (this.loads.length) this.loads.splice(0).forEach((one) => one());
    }
  }

  // --- the globals that office.js makes

  globalThis.Excel = {
    RequestContext,
    ShapeType: { image: "Image" },
    async run(work) {
      const context = new RequestContext();
      const result = await work(context);
      await context.sync();
      return result;
    },
  };
  globalThis.CustomFunctions = { functions: new Map(), associate(key, call) { this.functions.set(key, call); }, Error: class extends Error {}, ErrorCode: { invalidValue: "#VALUE!" } };
  globalThis.Office = {
    async onReady(call) {
      const info = { host: "Excel", platform: "PC" };
      await call?.(info);
      return info;
    },
    actions: { associate: (key, call) => state.actions.set(key, call) },
    addin: { showAsTaskpane: async () => { state.shown += 1; } },
    context: { platform: "PC", diagnostics: { version: "16.0.14332", platform: "PC", host: "Excel" }, requirements: { isSetSupported: (set, version = "1.1") => Number(version.split(".")[1]) <= (SUPPORTED[set] ?? -1) } },
  };
  globalThis.fakeExcel = {
    state,
    ribbon: () => [...state.actions.keys()],
    press: (key) => state.actions.get(key)({ completed: () => { state.completed += 1; } }),
    type: (sheet, address, value) => { const [row, column] = area(address); cell(sheets.find((one) => one.name === sheet), row, column).value = value; },
    dump: () => sheets.map((sheet) => ({ name: sheet.name, tables: sheet.tables, cells: [...sheet.cells].map(([key, one]) => [...key.split(",").map(Number), one]) })),
  };
})();
