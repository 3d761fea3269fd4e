"""Which way an indicator should go, as far as its name tells: 収入 up, 債務 down, 職員数 not told."""

from __future__ import annotations

import re
from typing import Final

from xlplan.sentences.reading import Direction

# 経費削減額 grows when the cost falls: what is counted is the reduction.
_REDUCTION: Final = re.compile(
    "(?:削減|減量|縮減|節減|抑制|解消|解決|回収|整理|処理|資源化|リサイクル|防止|短縮|軽減|減量化)(?:効果)?(?:額|率|量|数|件数|化率|時間)?$"
)
_DOWN: Final = re.compile(
    "債務|負債|赤字|経費|費用|コスト|人件費|委託費|委託料|維持費|維持管理費|光熱水費|借入|起債残高|市債残高|地方債残高|公債費|滞納(?!繰越分)|未収|不納欠損"
    "|経常収支比率|将来負担比率|扶助費|苦情|クレーム|事故|事件|犯罪|火災|ごみ|ゴミ|廃棄物|排出|二酸化炭素|CO2|使用量|消費量|待機児童|待機者"
    "|残業|時間外勤務|超過勤務|不登校|いじめ|死亡|自殺|ミス|違反|空き家(?!バンク)|未(?:利用|登録|加入|受診|実施|接種|納|収|達成|処理|整備|申告|提出)|収入未済"
    "|給与費|物件費|医療費|給付費|光熱費|光熱水費|通信費|印刷費|旅費|需用費|補助金額|補助金総額|繰出金|地方債現在高|不用額|減収|倒産|退会|脱退|解約|欠員|休職"
    "|刑法犯|認知件数|出火|放置|違法|不法|投棄|被害|汚染|騒音|悪臭|故障|破損|断水|不備|差戻|返戻|督促|退職|転出|流出|空き店舗|耕作放棄|遊休"
    "|むし歯|虫歯|う歯|肥満|メタボ|患者|要介護認定率|生活保護率|保護受給|転倒|搬送|残菜|残食|食べ残し|廃棄|埋立量|最終処分量|焼却量|用紙使用|コピー枚数|印刷枚数"
    "|待ち人数|所要時間|処理時間|到着時間|到着までの|発生件数|発生率|失業|離職|分かりにくい|わかりにくい|不満|遅延|漏水|誤り|欠席|処理日数|待ち時間|喫煙率|未処理|繰入金|依存度|順位"
)
_SURE_UP: Final = re.compile(
    "(?<![未不])(?:参加|来場|来館|利用|収納|収入|売却|産出額|成約|入込|税額|満足|加入|登録|受診|認知度|認知率|健康寿命|出生|取得|財政力指数|組織数|実施|進捗|達成|普及|相談|応募|掲載|アクセス|研修|講座|講習|開催|貸出|会員|寄附|寄付|確保"
    "|効果額|財源効果|効果$|基金|黒字|受講|入場|入館|集客|観光客|就職|回答率|投票率|耐震化|自主財源|緑被|導入|設置|連携|指定|締結|支援|提案|ボランティア|指定校)(?!未済|不足)"
)
_LIKELY_UP: Final = re.compile(
    r"(?<!比)率$|割合$|件数$|人数$|者数$|回数$|団体数$|校数$|施設数$|所数$|事業数$|施策数$|数値$|冊数$|台数$|集客数$|増収額|収益|売上|出荷額|生産額|接種率|残高$|人口$"
)
_NOT_TOLD: Final = re.compile(
    "(?:職員|議員|世帯|児童|生徒|高齢者)(?:の)?(?:定員|定数|数|人数)$|^(?:定員|定数|人口)$|^.{0,4}人口$|高齢化率$"
)
# What a town may want more or less of, whatever the rest of the name says.
_NEVER_TOLD: Final = re.compile(
    "要支援|要介護(?!認定率)|要保護|減少(?:率|数|量|額|幅)|増減|事務事業数$|審議会(?:等)?の?数$|(?:公共|保有|市有|^)施設数$"
)


def is_sure(name: str) -> bool:
    """Whether the name tells its direction beyond doubt: 「苦情件数」, but not the bare ending of 「残菜率」."""
    return bool(_REDUCTION.search(name) or _DOWN.search(name) or _SURE_UP.search(name))


def direction_of(name: str) -> Direction | None:
    """The wanted direction, or None when the name does not tell it."""
    name = re.sub(r"\([^()]*\)|[\s:、。]|\(|\)", "", name)
    head = re.split("の|における|による", name)[-1] or name
    if not name or _NEVER_TOLD.search(name):
        return None
    if _REDUCTION.search(head):
        return "up"
    if _SURE_UP.search(head):
        return None if _DOWN.search(head) else "up"
    if _DOWN.search(name):
        return "down"
    likely_up = not _NOT_TOLD.search(name) and (_LIKELY_UP.search(head) or _SURE_UP.search(name))
    return "up" if likely_up else None
