"""Which way an indicator should go, as far as its name tells: 収入 up, 債務 down, 職員数 not told."""

from __future__ import annotations

import re
from typing import Final

from xlplan.sentences.reading import Direction

# 経費削減額 grows when the cost falls: what is counted is the reduction.
_REDUCTION: Final = re.compile(
    "(?:削減|減量|縮減|節減|抑制|解消|解決|回収|整理|処理|資源化|リサイクル|防止|短縮|軽減|減量化)(?:効果)?(?:額|率|量|数|件数|化率)?$"
)
_DOWN: Final = re.compile(
    "債務|負債|赤字|経費|費用|コスト|人件費|委託費|委託料|維持費|維持管理費|光熱水費|借入|起債残高|市債残高|地方債残高|公債費|滞納|未収|不納欠損"
    "|経常収支比率|将来負担比率|扶助費|苦情|クレーム|事故|事件|犯罪|火災|ごみ|ゴミ|廃棄物|排出|二酸化炭素|CO2|使用量|消費量|待機児童|待機者"
    "|残業|時間外勤務|超過勤務|不登校|いじめ|死亡|自殺|ミス|違反|空き家|失業|離職|分かりにくい|わかりにくい|不満|遅延|漏水|誤り|欠席|処理日数|待ち時間|喫煙率|未処理|繰入金|依存度|順位"
)
_SURE_UP: Final = re.compile(
    "参加|来場|来館|利用|収納|収入|税額|満足|加入|登録|受診|認知|実施|進捗|達成|普及|相談|応募|掲載|アクセス|研修|講座|講習|開催|貸出|会員|寄附|寄付|確保"
    "|効果額|財源効果|効果$|基金|黒字|受講|入場|入館|集客|観光客|就職|回答率|投票率|耐震化|自主財源|緑被|導入|設置|連携|指定|締結|支援|提案|ボランティア|指定校"
)
_LIKELY_UP: Final = re.compile(
    r"(?<!比)率$|割合$|件数$|人数$|者数$|回数$|団体数$|校数$|施設数$|所数$|事業数$|施策数$|数値$|冊数$|台数$|集客数$|収益|売上|出荷額|生産額|接種率|残高$|人口$"
)
_NOT_TOLD: Final = re.compile(
    "(?:職員|議員|世帯|児童|生徒|高齢者)(?:の)?(?:定員|定数|数|人数)$|^(?:定員|定数|人口)$|^.{0,4}人口$|高齢化率$"
)


def direction_of(name: str) -> Direction | None:
    """The wanted direction, or None when the name does not tell it."""
    name = re.sub(r"\([^()]*\)|[\s:、。]|\(|\)", "", name)
    head = re.split("の|における|による", name)[-1] or name
    if not name or _NOT_TOLD.search(name):
        return None
    if _REDUCTION.search(head):
        return "up"
    sure_up, head_down = bool(_SURE_UP.search(head)), bool(_DOWN.search(head))
    if sure_up and head_down:
        return None
    if sure_up:
        return "up"
    if _DOWN.search(name):
        return "down"
    return "up" if _LIKELY_UP.search(head) or _SURE_UP.search(name) else None
