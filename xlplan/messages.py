"""Every sentence an officer can be shown about their data, in one place.

A member's name begins with its code. Codes are quoted in manuals and letters and are never reused. Letters:
F file, S form (様式), C cell, R between rows, M master, T targets and verdicts, O opinions, E fiscal effects, P revisions of the plan, K closed periods, B return board, G a survey of many bodies' masters.
`what` says what is wrong with which value; `remedy` says what to do. 「」 hold field names and values.
"""

from __future__ import annotations

from enum import Enum, StrEnum

from xlplan.declaring import NamedTuple


class Level(StrEnum):
    """How heavy a finding is: 重大 stops the cell or file it names, 要確認 wants a look, 参考 only informs."""

    SERIOUS = "重大"
    CHECK = "要確認"
    NOTE = "参考"


class _Entry(NamedTuple):
    level: Level
    what: str
    remedy: str


_S, _C, _N = Level.SERIOUS, Level.CHECK, Level.NOTE


class Message(Enum):
    """The catalogue."""

    # F: ファイル ------------------------------------------------------------------------------------------------
    F101_NOT_A_WORKBOOK = _Entry(
        _S,
        "Excelブックではないファイルです（{detail}）。",
        "配布した調査票（.xlsx）に記入し、そのまま保存して提出してください。",
    )
    F102_ENCRYPTED = _Entry(
        _S,
        "パスワードで暗号化されているため、開けません。",
        "Excelの「ファイル→情報→ブックの保護」でパスワードを外し、保存し直して提出してください。",
    )
    F103_OLD_FORMAT = _Entry(
        _S,
        "古い形式（.xls）のブックです。",
        "Excelで開き、「名前を付けて保存」で「Excelブック（*.xlsx）」を選んで提出してください。",
    )
    F104_CORRUPT = _Entry(
        _S,
        "ファイルが壊れているため、読み取れません（{detail}）。",
        "元のファイルをExcelで開いて保存し直すか、調査票の再送を行政経営課に依頼してください。",
    )
    F105_HOSTILE = _Entry(
        _S,
        "危険な内容を含むため、読み取りを中止しました（{detail}）。",
        "開かずに情報システム担当へ連絡し、配布した調査票に記入し直してください。",
    )
    F106_TOO_LARGE = _Entry(
        _S,
        "大きすぎるため、読み取りを中止しました（{detail}）。",
        "調査票以外のシートや、離れたセルの不要な値・書式を削除して提出してください。",
    )
    F107_MACROS = _Entry(
        _S,
        "マクロを含むブックです。",
        "マクロのない調査票（.xlsx）に記入して提出してください。",
    )
    F108_EXTERNAL_LINKS = _Entry(
        _S,
        "他のブックへのリンクを含んでいます。",
        "「データ→リンクの編集」でリンクを解除し、値を直接入力して提出してください。",
    )
    F109_NOTHING_FOUND = _Entry(
        _S,
        "調査票（.xlsx）が見つかりません。",
        "フォルダの場所を確かめて、もう一度指定してください。",
    )
    # S: 様式 ----------------------------------------------------------------------------------------------------
    S201_NOT_A_RETURN = _Entry(
        _S,
        "このプランの調査票ではありません（管理シートがありません）。",
        "配布した調査票に記入して提出してください。他の資料は別のフォルダに置いてください。",
    )
    S202_OTHER_PLAN = _Entry(
        _S,
        "別のプラン「{value}」の調査票です。",
        "このプラン「{expected}」の調査票に記入し直してください。",
    )
    S203_WRONG_PERIOD = _Entry(
        _S,
        "時期が違います。調査票は「{value}」、受付中は「{expected}」です。",
        "「{expected}」の調査票に記入して提出してください。",
    )
    S204_STALE_FORM = _Entry(
        _S,
        "古い様式です（{detail}）。",
        "最新の調査票を受け取り、記入内容を写して提出してください。",
    )
    S205_WRONG_DEPARTMENT = _Entry(
        _S,
        "課名が一致しません。調査票は「{value}」、{where}は「{expected}」です。",
        "自分の課の調査票に記入してください。課名が変わったときは行政経営課が「課名簿」を直してください。",
    )
    S206_UNKNOWN_DEPARTMENT = _Entry(
        _S,
        "「課名簿」にない課「{value}」の調査票です。",
        "課名簿に課を追加するか、正しい課の調査票で提出してください。",
    )
    S207_UNKNOWN_ISSUE = _Entry(
        _S,
        "発行番号「{value}」は、この台帳が発行した調査票の番号ではありません。",
        "行政経営課から配布された調査票に記入して提出してください。",
    )
    S208_DUPLICATE_SAME = _Entry(
        _N,
        "同じ内容の調査票がほかにもあります（{other}）。1件として扱います。",
        "不要なファイルは受付フォルダから移してください。",
    )
    S209_DUPLICATE_DIFFERENT = _Entry(
        _S,
        "同じ課の調査票が内容の違うまま2件以上あります（{other}）。どちらも取り込みません。",
        "正しい1件だけを受付フォルダに残してください。",
    )
    S210_KEY_ALTERED = _Entry(
        _S,
        "固定欄（行の識別番号）が変わっています。「{expected}」のはずが「{value}」です。",
        "A列の識別番号は変更できません。調査票を受け取り直し、記入内容を写してください。",
    )
    S211_LABEL_ALTERED = _Entry(
        _S,
        "固定欄が書き換えられています。「{expected}」のはずが「{value}」です。",
        "元の記載に戻してください（列を挿入・削除したときは取り消してください）。記載の誤りは備考に書いてください。",
    )
    S212_ROW_INSERTED = _Entry(
        _S,
        "行が挿入されています。",
        "挿入した行を削除してください。書ききれない内容は備考に書いてください。",
    )
    S213_ROW_DELETED = _Entry(
        _S,
        "行「{value}」が削除されています。",
        "調査票を受け取り直し、記入内容を写してください。該当がない行も残してください。",
    )
    S214_ROWS_SORTED = _Entry(
        _S,
        "行が並べ替えられています。",
        "並べ替えを元に戻すか、調査票を受け取り直して記入内容を写してください。",
    )
    S215_ROWS_HIDDEN = _Entry(
        _C,
        "行が非表示になっています（{value}）。非表示の行も回答として読み取りました。",
        "再表示して、記入もれがないか確かめてください。",
    )
    S216_COLUMNS_HIDDEN = _Entry(
        _C,
        "列が非表示になっています（{value}）。",
        "再表示して、記入もれがないか確かめてください。",
    )
    S217_FORMULA_OVERWRITTEN = _Entry(
        _C,
        "自動計算の欄に「{value}」が貼り付けられています。この欄は読み取りません。",
        "判定は台帳で計算し直します。次回は貼り付けずに提出してください。",
    )
    S218_FORMULA_IN_INPUT = _Entry(
        _S,
        "記入欄に数式「{value}」が入っています。",
        "計算結果の値だけを入力してください（「形式を選択して貼り付け→値」）。",
    )
    S219_EXTRA_SHEETS = _Entry(
        _N,
        "調査票にないシートがあります（{value}）。読み取りません。",
        "資料は別のファイルで提出してください。",
    )
    S220_SHEET_MISSING = _Entry(
        _S,
        "「{expected}」シートがありません。",
        "調査票を受け取り直し、記入内容を写してください。",
    )
    S221_CONTROL_ALTERED = _Entry(
        _S,
        "管理シートの「{item}」が変わっています（「{value}」）。",
        "管理シートは変更できません。調査票を受け取り直し、記入内容を写してください。",
    )
    # C: 記入 ----------------------------------------------------------------------------------------------------
    C301_UNREADABLE_FIGURE = _Entry(
        _S,
        "「{header}」の「{value}」を数値として読み取れません（{detail}）。",
        "数値を1つだけ入力してください。内訳や説明は備考に書いてください。",
    )
    C302_UNIT_DIFFERS = _Entry(
        _S,
        "「{header}」の「{value}」は単位が違います。この指標の単位は「{unit}」です。",
        "「{unit}」に換算した数値を入力してください。",
    )
    C303_REQUIRED = _Entry(
        _S,
        "「{header}」が空欄です。",
        "{hint}",
    )
    C304_NO_ACTUAL = _Entry(
        _C,
        "「{header}」が空欄です。",
        "実績を入力してください。まだ分からないときは「未定」と書き、備考に理由を書いてください。",
    )
    C305_NOT_A_CHOICE = _Entry(
        _S,
        "「{header}」の「{value}」は選択肢にありません。",
        "次から選んでください：{choices}",
    )
    C306_ERROR_VALUE = _Entry(
        _S,
        "「{header}」がエラー「{value}」になっています。",
        "値を入力し直してください。",
    )
    C307_OUT_OF_PATTERN = _Entry(
        _C,
        "「{header}」の「{value}」は、前年度の実績「{previous}」と桁が違います。",
        "単位と桁を確かめてください。正しければ備考に理由を書いてください。",
    )
    C308_FRACTION = _Entry(
        _C,
        "「{header}」の「{value}」は、百分率ではなく割合（小数）で書かれているようです。",
        "95％なら「95」と入力してください。",
    )
    C309_NORMALISED = _Entry(
        _N,
        "「{header}」の「{value}」を「{shown}」として読み取りました。",
        "違うときは、数値だけを半角で入力し直してください。",
    )
    C310_NOT_YET = _Entry(
        _N,
        "「{header}」は「{value}」のため、実績なし（理由：{reason}）として扱いました。",
        "確定したら次回の調査票で回答してください。",
    )
    C311_TOO_LONG = _Entry(
        _S,
        "「{header}」が長すぎます（{length}文字）。",
        "{limit}文字以内にまとめてください。",
    )
    C312_DECIMALS = _Entry(
        _N,
        "「{header}」の「{value}」は公表桁数（小数{decimals}桁）より細かいため、判定では四捨五入します。",
        "そのままで差し支えありません。",
    )
    C313_NEGATIVE = _Entry(
        _S,
        "「{header}」の「{value}」は負の値です。単位「{unit}」では使えません。",
        "0以上の数値を入力してください。",
    )
    # R: 行の間 --------------------------------------------------------------------------------------------------
    R401_CAUSE_MISSING = _Entry(
        _S,
        "指標「{indicator}」の判定が「{verdict}」ですが、「{header}」がありません。",
        "目標に届かない要因と今後の対応を書いてください。",
    )
    R402_DELAY_UNEXPLAINED = _Entry(
        _S,
        "進捗区分が「B」ですが、「{header}」がありません。",
        "遅れの要因と今後の対応を書いてください。",
    )
    R403_CONTRADICTS_ITEMS = _Entry(
        _C,
        "進捗区分は「{value}」ですが、実施内容の状況からは「{suggested}」と考えられます（{detail}）。",
        "進捗区分か実施内容の状況を確かめてください。進捗区分は課の回答をそのまま使います。",
    )
    R404_CONTRADICTS_INDICATOR = _Entry(
        _C,
        "進捗区分は「{value}」ですが、目標に届かない指標があります（{detail}）。",
        "進捗区分（日程）と指標は別の判定です。説明が食い違わないか確かめてください。",
    )
    R405_STOPPED_WITHOUT_REASON = _Entry(
        _S,
        "状況が「中止」ですが、理由がありません。",
        "備考に理由を書き、プランの見直しを行政経営課に申し出てください。",
    )
    R406_CONFLICT = _Entry(
        _S,
        "「{item}」の「{header}」が課によって違います（{values}）。台帳の値「{kept}」を残しました。",
        "関係課で調整し、正しい値の調査票を提出し直してください。",
    )
    R407_PAST_DIFFERS = _Entry(
        _C,
        "「{header}」の「{value}」は、台帳に登録済みの「{kept}」と違います。台帳の値を残しました。",
        "過去の実績を訂正するときは、理由を添えて行政経営課に申し出てください。",
    )
    R408_WENT_BACK = _Entry(
        _C,
        "前回「{previous}」だった状況が「{value}」に戻っています。",
        "誤りでないか確かめてください。正しければ備考に理由を書いてください。",
    )
    R409_SETTLED_DIFFERS = _Entry(
        _C,
        "「{header}」の「{value}」は、台帳に登録済みの回答「{kept}」と違います。台帳の値を残しました。",
        "回答を改めるときは、行政経営課に申し出てください。",
    )
    # M: 台帳 ----------------------------------------------------------------------------------------------------
    M501_TABLE_MISSING = _Entry(
        _S,
        "表「{table}」がありません。",
        "控えの台帳から「{sheet}」シートを戻してください。",
    )
    M502_COLUMN_MISSING = _Entry(
        _S,
        "表「{table}」に列「{header}」がありません。",
        "見出しを元に戻してください（列の順序は変えても差し支えありません）。",
    )
    M503_COLUMN_UNKNOWN = _Entry(
        _N,
        "表「{table}」の列「{header}」は使いません。値は残します。",
        "そのままで差し支えありません。",
    )
    M504_CELL_UNREADABLE = _Entry(
        _S,
        "「{header}」の「{value}」を読み取れません（{detail}）。",
        "次のとおりに直してください：{hint}",
    )
    M505_DUPLICATE_KEY = _Entry(
        _S,
        "「{value}」が2行以上あります（{other}）。",
        "重複している行を1行にしてください。",
    )
    M506_UNKNOWN_PROGRAM = _Entry(
        _S,
        "「プログラム」にないNo.「{value}」を指しています。",
        "No.を確かめてください。",
    )
    M507_UNKNOWN_DEPARTMENT = _Entry(
        _S,
        "「課名簿」にない課「{value}」です。",
        "課名簿に課を追加するか、課名を直してください。",
    )
    M508_UNKNOWN_INDICATOR = _Entry(
        _S,
        "「成果指標」にない指標「{value}」を指しています。",
        "指標IDを確かめてください。",
    )
    M509_TARGET_INCOMPLETE = _Entry(
        _S,
        "目標種別「{kind}」に必要な「{header}」がありません。",
        "原文「{sentence}」を確かめて記入してください。",
    )
    M510_CRITERION_MISSING = _Entry(
        _S,
        "判定基準「{value}」が{fy}に適用できません。",
        "「判定基準」に値と適用開始年度を記入してください。",
    )
    M511_COUNT_DIFFERS = _Entry(
        _S,
        "件数が合いません（{detail}）。",
        "「プログラム」「再掲元」「進捗報告」を確かめてください。",
    )
    M512_HISTORY_BROKEN = _Entry(
        _S,
        "変更履歴のつながりが{value}件目で切れています。",
        "控えの台帳と比べてください。履歴は書き換えできません。",
    )
    M513_UNDO_TOUCHED = _Entry(
        _C,
        "「{item}」の「{header}」は、取り込みの後で「{value}」に変わっているため、取り消しませんでした。",
        "必要なら前の値「{old}」を手で入力してください。",
    )
    M514_INITIAL_SECRET = _Entry(
        _N,
        "「管理」の「照合鍵」が初期値のままです。",
        "配布の前に、推測されにくい文字列に変えてください。配布した後は変えないでください。",
    )
    M515_AS_OF_DIFFERS = _Entry(
        _C,
        "「管理」の「基準日」の「{value}」は、対象時期「{period}」の末日ではありません。",
        "基準日は総括に印刷されます。対象時期に合わせて直してください。",
    )
    M516_COPIES_UNREADABLE = _Entry(
        _C,
        "「管理」の「控えの数」の「{value}」を数として読み取れないため、控えを{kept}個残しています。",
        "残す控えの数を、0以上の整数で書いてください（例 20）。0にすると、控えを残しません。",
    )
    M530_NOT_TOLD_TO_READERS = _Entry(
        _N,
        "「管理」の「{item}」がまだ決まっていません。",
        "市HPと市報に載せる内容です。公表の前に「管理」に記入してください（{help}）。",
    )
    M540_HISTORY_CUT = _Entry(
        _S,
        "変更履歴の末尾「{value}」が、「管理」に記録された「{recorded}」と違います。",
        "最後の行が消されたおそれがあります。控えの台帳と比べてください。",
    )
    # T: 目標と判定 ----------------------------------------------------------------------------------------------
    T601_SENTENCE_DIFFERS = _Entry(
        _C,
        "目標の原文「{sentence}」の読み（{reading}）と登録（{registered}）が違います。",
        "どちらが正しいか決めて、「読み替え」に記録してください。",
    )
    T602_YEARLY_TARGET_MISSING = _Entry(
        _C,
        "「{value}」の{fy}の目標が「年度目標」にありません。",
        "予算で見込む値など、{fy}の目標を「年度目標」に記入してください。",
    )
    T603_OVERRIDE_STALE = _Entry(
        _C,
        "判定を「{value}」に変更した後に、計算に使う値が変わりました。",
        "変更した判定が今も正しいか確かめてください。",
    )
    T604_OVERRIDE_UNEXPLAINED = _Entry(
        _S,
        "判定が「{value}」に変更されていますが、{missing}がありません。",
        "変更の理由、変更者、変更日をすべて記入してください。",
    )
    T605_NATIVE_DIFFERS = _Entry(
        _S,
        "シートの数式による判定「{native}」と計算「{value}」が違います。",
        "判定シートの数式が書き換えられていないか確かめてください。",
    )
    # O: 指示・助言・意見 ----------------------------------------------------------------------------------------
    O801_NOT_ANSWERED = _Entry(
        _C,
        "指示助言意見（{number}）の「{header}」が空欄です。",
        "回答と反映区分を書いてください。検討中のときは、いつ決めるかを書いてください。",
    )
    O802_OVERDUE = _Entry(
        _C,
        "指示助言意見（{number}）の回答がありません（期限 {due}、担当 {owner}）。",
        "担当課に回答を求めてください。次の調査票にも載ります。",
    )
    O803_UNANSWERED = _Entry(
        _N,
        "指示助言意見（{number}）の回答がまだありません（期限 {due}、担当 {owner}）。",
        "次の調査票で担当課に尋ねます。",
    )
    O804_NO_OWNER = _Entry(
        _C,
        "指示助言意見（{number}）の担当課がないため、調査票で尋ねられません。",
        "「担当課」に回答する課を1つ選んでください。",
    )
    # E: 財政効果 ------------------------------------------------------------------------------------------------
    E811_PRINTED_DIFFERS = _Entry(
        _C,
        "{effect}の公表された表記「{value}」は{says}ですが、金額は{amount}です{hint}。",
        "公表文の誤りなら訂正し、経過を備考に書いてください。金額の誤りなら金額を直してください。",
    )
    E812_PRINTED_UNREADABLE = _Entry(
        _N,
        "公表された表記「{value}」から金額を読み取れないため、金額と比べていません。",
        "「約169百万円（歳入確保：約1百万円、歳出削減：約168百万円）」のように書いてください。",
    )
    E813_TOTAL_DIFFERS = _Entry(
        _C,
        "{fy}の公表された計「{value}」は、歳入確保と歳出削減の計{parts}と合いません。",
        "どちらが正しいか原資料を確かめてください。公表文の誤りなら訂正し、経過を備考に書いてください。",
    )
    E814_BASIS_MISSING = _Entry(
        _C,
        "根拠（決算・予算の別）が書かれていない年度があります（{value}）。",
        "原資料を確かめて「根拠」を選んでください。分からないうちは「記載なし」と印刷します。",
    )
    E815_MIXED_BASES = _Entry(
        _N,
        "根拠の違う年度が混じっています（{value}）。",
        "年度を合計したり比べたりするときは、根拠の違いを必ず書き添えてください。",
    )
    E816_TOO_SMALL = _Entry(
        _C,
        "{fy}の金額が「{value}」円です。",
        "金額は円で書きます。百万円で書いたときは、179なら179,000,000に直してください。",
    )
    # P: プランの改定 --------------------------------------------------------------------------------------------
    P821_UNKNOWN_FIELD = _Entry(
        _S,
        "改定案{number}：見直し箇所「{category}」に項目「{value}」はありません。",
        "次から選んで書いてください：{known}",
    )
    P822_UNKNOWN_TARGET = _Entry(
        _S,
        "改定案{number}：対象「{value}」が、そのプログラムにありません。",
        "No.と、実施内容ID・指標ID・年度計画ID・担当の順を確かめてください。新しく加えるときは、No.から始まるIDにします。",
    )
    P823_UNREADABLE = _Entry(
        _S,
        "改定案{number}：「{header}」の「{value}」を読み取れません。",
        "次のとおりに直してください：{hint}",
    )
    P824_INCOMPLETE = _Entry(
        _S,
        "改定案{number}：「{header}」が空欄です。",
        "記入してください。空欄にする改定は、新しい値に「（空欄）」と書きます。",
    )
    P825_SAME = _Entry(
        _C,
        "改定案{number}：新しい値「{value}」は今の値と同じです。",
        "改める値を確かめてください。この行は改定履歴に残しません。",
    )
    P826_NOT_LATER = _Entry(
        _S,
        "改定案{number}：適用開始年度「{value}」が、今の版の適用開始年度「{since}」より後ではありません。",
        "過ぎた年度の判定を変えないため、今の版より後の年度にしてください。",
    )
    P827_TARGET_INCOMPLETE = _Entry(
        _S,
        "改定案{number}：指標「{value}」の新しい目標に「{header}」がありません。",
        "同じ適用開始年度で、足りない項目の行を加えてください。",
    )
    P828_NO_EDITION = _Entry(
        _C,
        "指標「{value}」の「{header}」が、版を増やさずに書き換えられています。",
        "過ぎた年度の判定も変わります。前の行を戻し、版を1つ増やした行に新しい目標を書いてください。",
    )
    # K: 締め ----------------------------------------------------------------------------------------------------
    K901_CLOSED = _Entry(
        _S,
        "{closed}は締めているため、「{header}」の「{value}」を取り込みません。",
        "直すときは、理由を添えて行政経営課に申し出てください。事務局が「締め例外」に書くと取り込めます。",
    )
    K902_PAST_CLOSED = _Entry(
        _C,
        "{closed}は締めているため、過去の「{header}」の「{value}」を取り込みません。",
        "過去の実績を書き加えるときは、理由を添えて行政経営課に申し出てください。",
    )
    K903_CHANGED = _Entry(
        _S,
        "締めた時期（{period}）の「{value}」が、締めた後に変わっています{detail}。",
        "控えの台帳と比べて元に戻すか、「締め例外」に理由を書き、締めを取り消して締め直してください。",
    )
    K904_EXCEPTION = _Entry(
        _N,
        "締めた時期（{period}）の変更を{who}に認めています（理由：{reason}）。",
        "変更が済んだことを確かめ、報告と公表に反映してください。",
    )
    K905_EXCEPTION_INCOMPLETE = _Entry(
        _C,
        "締め例外{number}に「{header}」がないため、変更を認めていません。",
        "理由・承認者・承認日をすべて書いてください。",
    )
    K906_OPEN_AT_CLOSING = _Entry(
        _C,
        "{period}を締めましたが、{value}が残っています。",
        "締めたまま直すときは「締め例外」に書きます。締めを取り消すこともできます。",
    )
    # B: 回収 ----------------------------------------------------------------------------------------------------
    B701_UNRETURNED = _Entry(
        _C,
        "「{value}」の回答がまだありません（調査票が届いていないか、何も記入されていません）。",
        "記入と提出を依頼してください。",
    )
    # G: 団体集計 ------------------------------------------------------------------------------------------------
    G101_UNREADABLE = _Entry(
        _S,
        "台帳を開けないため、集計に入れていません［{detail}］。",
        "Excelで開けるか、パスワードが付いていないかを確かめ、その団体に送り直してもらってください。",
    )
    G102_NO_MASTER = _Entry(
        _S,
        "台帳ではないブックです（表「管理」がありません）。集計に入れていません。",
        "台帳以外のファイルはフォルダから除いてください。台帳のはずのときは、その団体に確かめてください。",
    )
    G103_NOT_JUDGED = _Entry(
        _S,
        "判定できないため、集計に入れていません（{detail}）。",
        "その団体に知らせ、直した台帳を送り直してもらってください。",
    )
    G104_READER_DIED = _Entry(
        _S,
        "読み取りの途中で処理が止まったため、集計に入れていません。",
        "開かずに情報システム担当へ連絡し、その団体に台帳を確かめてもらってください。",
    )
    G105_SAME_FILE = _Entry(
        _C,
        "「{value}」と同じ内容のファイルです（2回数えています）。",
        "片方を除いて、もう一度集計してください。",
    )

    @property
    def code(self) -> str:
        """Four characters, for example C301."""
        return self.name[:4]

    @property
    def level(self) -> Level:
        """Severity."""
        return self.value.level

    @property
    def what(self) -> str:
        """Template of the sentence."""
        return self.value.what

    @property
    def remedy(self) -> str:
        """Template of what to do."""
        return self.value.remedy
