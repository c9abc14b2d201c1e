"""Fields: what can be read from a log or an export, and what others call it.

One table of names feeds the guess, the mapping file and its documentation. Names are compared without case, spaces,
punctuation and what stands in brackets; the units that stand there are read.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["moment", "time", "duration", "count", "word", "id"]
Table = Literal["calls", "intervals"]


@dataclass(frozen=True)
class Known:
    """A field of one of the tables; ``names``: what columns that hold it are called."""

    name: str
    kind: Kind
    meaning: str
    names: tuple[str, ...]


def _known(name: str, kind: Kind, meaning: str, names: str) -> Known:
    return Known(name, kind, meaning, tuple(one.strip() for one in (name.replace("_", " ") + "|" + names).split("|")))


CALLS: tuple[Known, ...] = (
    _known("arrived", "moment", "the moment it came in", "arrived at|arrival|arrival time|start time|start|call start|call start time|started at|timestamp|date time|datetime|call time|created at|conversation start|initiated|time of call|entry time|offered at|call date time|呼入时间|来电时间|呼叫时间|进线时间|到达时间|开始时间|通话开始时间|anrufbeginn|anrufzeit|beginn|startzeit|eingang|zeitstempel|heure d'arrivée|début|date d'appel|date heure|hora de llegada|inicio|fecha y hora|fecha llamada|inicio chamada|data hora|ora inizio|data ora|着信日時|入電日時|開始日時"),
    _known("date", "moment", "the day it came in, where time stands apart", "call date|day|date of call|日期|来电日期|呼叫日期|datum|anrufdatum|jour|fecha|data|日付"),
    _known("time", "time", "the time of day it came in, where the day stands apart", "start time|call time|arrival time|呼入时间|来电时间|开始时间|time of day|call time of day|clock|时间|时刻|uhrzeit|zeit|heure|hora|ora|時刻|時間"),
    _known("asked", "moment", "the moment it asked for a person", "queue start|queued at|queue enter|queue entry|queue entry time|enter queue time|q start|asked at|enqueued|入队时间|排队开始时间|转人工时间|warteschlange beginn|entrée file|inicio cola"),
    _known("answered", "moment", "the moment it was answered", "answered at|answer time|answer|connect time|connected at|connected|agent start|service start|ser start|pickup time|接听时间|应答时间|接通时间|angenommen um|annahmezeit|décroché|heure de réponse|hora de respuesta|contestada|hora atendimento|応答日時"),
    _known("ended", "moment", "the moment talk ended, or it was given up", "ended at|end time|end|call end|call end time|disconnect time|hangup time|finished at|conversation end|service end|ser exit|结束时间|挂断时间|挂机时间|通话结束时间|ende|endzeit|anrufende|fin|heure de fin|hora fin|fin llamada|fim|ora fine|終了日時"),
    _known("ivr", "duration", "time in the IVR", "ivr time|ivr duration|vru time|ivr seconds|time in ivr|menu time|ivr时长|自助时长|语音导航时长|ivr dauer|durée svi|tiempo ivr"),
    _known("waited", "duration", "time from asking for a person to the answer or the end", "wait|wait time|waiting time|queue time|q time|time in queue|speed of answer|time to answer|asa|wait seconds|queue wait|queue duration|acd time in queue|hold queue time|等待时长|等待时间|等待秒数|排队秒数|排队时长|排队时间|等候时长|wartezeit|temps d'attente|attente|tiempo de espera|espera|tempo de espera|tempo di attesa|待ち時間"),
    _known("talk", "duration", "talk of an answered call", "talk time|talk duration|conversation time|talking time|ser time|service time|talk seconds|avgtalkduration|通话时长|通话时间|通话秒数|服务时长|gesprächszeit|gesprächsdauer|durée de conversation|tiempo de conversación|tempo de conversa|通話時間"),
    _known("hold", "duration", "hold during an answered call", "hold time|hold duration|held|on hold|保持时长|保持时间|haltezeit|mise en attente|tiempo retenido|保留時間"),
    _known("handled", "duration", "talk and hold together", "handle time|handled time|handle duration|handling time|talk and hold|talk hold time|handle time without wrap up"),
    _known("handle_and_wrap_up", "duration", "talk, hold and wrap-up together", "total handle time|handle time with wrap up|aht|thandle|处理时长|处理时间|处理秒数|bearbeitungszeit|durée de traitement|tiempo de atención|tmo|処理時間"),
    _known("wrap_up", "duration", "work after talk", "wrap up|wrapup|wrap time|wrap up time|acw|after call work|after call work time|acw time|话后时长|话后秒数|话后处理时长|事后处理时长|整理时长|nachbearbeitung|nachbearbeitungszeit|post appel|après appel|trabajo posterior|後処理時間"),
    _known("outcome", "word", "how it ended", "result|disposition|status|call status|call result|answered y n|answered|answered yes no|abandoned|abandoned y n|call outcome|outcome type|termination|结果|呼叫结果|通话结果|是否接通|是否接听|状态|ergebnis|anrufstatus|statut|résultat|resultado|estado|esito|結果"),
    _known("contact_type", "word", "what it is about", "type|call type|topic|reason|call reason|contact reason|category|subject|service type|product|业务类型|呼叫类型|来电类型|问题类型|类型|anliegen|thema|anrufgrund|motif|type d'appel|motivo|tipo|tipo llamada|assunto|問い合わせ種別"),
    _known("queue", "word", "the queue it waited in", "queue name|acd queue|skill|skill group|split|split skill|vq|virtual queue|service|queue id|队列|队列名称|技能组|技能|排队队列|warteschlange|file|file d'attente|cola|fila|coda|キュー|スキル"),
    _known("group", "word", "the group of whoever answered", "agent group|team|group name|agent team|坐席组|班组|团队|team name|gruppe|équipe|groupe|equipo|grupo|squadra|チーム"),
    _known("agent", "word", "who answered", "agent name|agent id|server|operator|user|advisor|employee|representative|answered by|坐席|坐席工号|工号|客服|座席|坐席姓名|agent login|mitarbeiter|bearbeiter|conseiller|agente|operador|operatore|オペレーター|担当者"),
    _known("channel", "word", "voice, chat, email", "media type|media|channel type|contact channel|medium|渠道|媒体类型|接入渠道|kanal|canal|média|canale|チャネル"),
    _known("customer", "id", "who it was, the same for the same customer", "customer id|caller id|caller|ani|phone|phone number|calling number|caller number|account|account id|from|客户编号|客户号|主叫号码|来电号码|号码|电话号码|主叫|客户id|手机号|kundennummer|rufnummer|anrufer|numéro appelant|client|cliente|número de origen|telefono|顧客番号|発信番号"),
    _known("call_id", "id", "the number of the call, different for each", "call id|通话流水号|话单号|工单号|呼叫流水号|录音流水号|会话流水号|contact id|conversation id|interaction id|id|unique id|uniqueid|ucid|call number|session id|ticket|通话编号|呼叫编号|流水号|通话id|会话id|anruf id|id appel|id llamada|通話id"),
)  # fmt: skip
INTERVALS: tuple[Known, ...] = (
    _known("start", "moment", "when the interval starts", "interval start|interval start utc date|interval start utc|interval start time|interval|start time|period|period start|datetime|date time|timestamp|time stamp|date interval|时段|时间段|时段开始|开始时间|统计时间|interval beginn|intervall|zeitintervall|startzeit|intervalle|début intervalle|intervalo|inicio intervalo|fecha hora|intervallo|時間帯|開始日時"),
    _known("date", "moment", "the day, where time stands apart", "day|日期|datum|jour|fecha|data|日付"),
    _known("time", "time", "the time of day, where the day stands apart", "time of day|interval time|interval|interval start|start time|period|时段|时间段|开始时间|intervall|intervalle|intervalo|half hour|时间|时刻|uhrzeit|zeit|heure|hora|ora|時刻"),
    _known("queue", "word", "the queue", "queue name|acd queue|skill group|split|split skill|virtual queue|vq|队列|队列名称|技能组|warteschlange|file|file d'attente|cola|fila|coda|キュー"),
    _known("contact_type", "word", "the contact type", "call type|type|forecast group|workload|ct|业务类型|呼叫类型|类型|anliegen|type d'appel|tipo|種別"),
    _known("channel", "word", "voice, chat, email", "media type|media|channel type|渠道|媒体类型|kanal|canal|média|canale|チャネル"),
    _known("skill", "word", "the skills asked for", "skill set|skills|skillset|技能|技能集|skills required|compétence|habilidad|スキル"),
    _known("language", "word", "the language asked for", "lang|语言|sprache|langue|idioma|lingua|言語"),
    _known("offered", "count", "contacts that asked for a person", "offer|calls offered|offered calls|contacts offered|calls|volume|contacts|incoming|incoming calls|received|interactions|call volume|calls received|nco|呼入量|来电量|进线量|话务量|请求量|人工请求量|angebotene anrufe|angeboten|anrufe|appels reçus|appels présentés|appels|llamadas ofrecidas|llamadas recibidas|llamadas|ofrecidas|chamadas oferecidas|chamadas|chiamate offerte|chiamate|着信数|入電数|呼数"),
    _known("overflow_in", "count", "contacts that came over from another queue: added to offered", "overflow in calls|overflowed in|übernommen"),
    _known("answered", "count", "contacts that were answered", "handled|interactions handled|calls answered|answered calls|calls handled|contacts handled|acd calls|nch|接通量|接听量|应答量|人工接听量|angenommene anrufe|angenommen|appels traités|appels répondus|traités|llamadas atendidas|atendidas|contestadas|chamadas atendidas|chiamate risposte|応答数"),
    _known("abandoned", "count", "contacts that gave up waiting", "abandons|calls abandoned|abandoned calls|aban calls|lost|lost calls|放弃量|呼损量|呼损|verlorene anrufe|verloren|aufgelegt|appels abandonnés|abandonnés|abandonadas|llamadas abandonadas|chiamate abbandonate|放棄数|放棄呼数"),
    _known("answered_within", "count", "contacts answered in time", "answered in sl|answered within sl|answered in time|in sl|within sl|in service level|answered within threshold|acceptable|sl calls|20秒接通量|及时接通量|im servicelevel|dans le délai|en nivel de servicio"),
    _known("handle_seconds", "duration", "handle time of all contacts of the row together", "total handle time|handle time|total handle time seconds|handling time|thandle|total handling time|总处理时长|处理总时长|gesamtbearbeitungszeit|durée totale de traitement|tiempo total|総処理時間"),
    _known("aht", "duration", "mean handle time", "average handle time|avg handle time|mean handle time|avg handle|平均处理时长|平均处理时间|durchschnittliche bearbeitungszeit|dmt|durée moyenne de traitement|tmo|tempo medio|平均処理時間"),
    _known("att", "duration", "mean talk, hold and wrap-up not in it", "average talk time|avg talk time|mean talk time|average talk|平均通话时长|平均通话时间|durchschnittliche gesprächszeit|dmc|平均通話時間"),
    _known("talk_seconds", "duration", "talk of all contacts of the row together", "total talk time|talk time|acd time|通话总时长|总通话时长|gesprächszeit|durée conversation"),
    _known("hold_seconds", "duration", "hold of all contacts of the row together", "total hold time|hold time|haltezeit"),
    _known("wrap_up_seconds", "duration", "wrap-up of all contacts of the row together", "total acw|total acw time|acw|acw time|after call work|wrap up time|话后总时长|nachbearbeitungszeit"),
    _known("wait_seconds", "duration", "waits of the answered together", "total wait time|total answer time|total speed of answer|ans time|总等待时长|gesamtwartezeit"),
    _known("asa", "duration", "mean wait of the answered", "average speed of answer|average wait|avg wait|mean wait|avg speed of answer|平均等待时长|平均应答速度|durchschnittliche wartezeit|attente moyenne|espera media|平均待ち時間"),
)  # fmt: skip
TABLES: dict[Table, tuple[Known, ...]] = {"calls": CALLS, "intervals": INTERVALS}
UNITS = {
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "秒": 1.0, "sek": 1.0, "sekunden": 1.0, "secondes": 1.0, "segundos": 1.0,
    "min": 60.0, "mins": 60.0, "minute": 60.0, "minutes": 60.0, "分": 60.0, "分钟": 60.0, "minuten": 60.0, "minutos": 60.0,
    "h": 3600.0, "hour": 3600.0, "hours": 3600.0, "小时": 3600.0, "ms": 0.001, "milliseconds": 0.001, "毫秒": 0.001,
}  # fmt: skip
OUTCOMES: dict[str, str] = {
    word: outcome
    for outcome, words in {
        "answered": "answered|agent|handled|served|connected|accepted|completed|complete|success|已接|已接听|接通|接听|应答|成功|angenommen|beantwortet|répondu|traité|atendida|contestada|risposta|応答",
        "abandoned": "abandoned|abandon|abandoned in queue|caller abandoned|lost|missed|not answered|unanswered|放弃|未接|未接听|未接通|呼损|排队放弃|aufgelegt|verloren|abandonné|perdu|abandonada|perdida|abbandonata|放棄",
        "blocked": "blocked|busy|congestion|queue full|忙|遇忙|besetzt|occupé|ocupado|話中",
        "contained": "contained|self service|ivr|vru|bot|resolved by bot|automated|completed in ivr|自助|自助完成|机器人|selbstbedienung|libre service|autoservicio",
        "hang up": "ivr abandoned|abandoned in ivr|abandoned ivr|ivr abandon|ivr放弃|自助放弃|raccroché",
        "closed": "closed|out of hours|after hours|outside hours|非工作时间|geschlossen|fermé|cerrado|時間外",
        "unknown": "unknown|other|n a",
    }.items()
    for word in words.split("|")
}  # fmt: skip
YES = frozenset({"yes", "y", "true", "1", "是", "ja", "oui", "sí", "si", "sim", "はい"})
NO = frozenset({"no", "n", "false", "0", "否", "nein", "non", "não", "いいえ"})
ASKED = {  # columns whose yes and no say what happened: by how the name begins
    "answered": ("answered", "abandoned"), "是否接通": ("answered", "abandoned"), "是否接听": ("answered", "abandoned"), "angenommen": ("answered", "abandoned"),
    "abandoned": ("abandoned", "answered"), "是否放弃": ("abandoned", "answered"),
}  # fmt: skip
OTHER = frozenset(  # a name with one of these is another figure than the one whose name it contains
    [
        "max",
        "min",
        "maximum",
        "minimum",
        "longest",
        "shortest",
        "forecast",
        "forecasted",
        "predicted",
        "planned",
        "expected",
        "target",
        "goal",
        "previous",
        "deviation",
        "std",
        "short",
        "outbound",
        "internal",
        "transferred",
        "rate",
        "percent",
        "percentage",
        "pct",
        "share",
        "ratio",
        "quote",
        "taux",
        "tasa",
        "porcentaje",
        "prozent",
        "within",
        "average",
        "avg",
        "mean",
        "median",
        "cost",
        "score",
        "最大",
        "最小",
        "最长",
        "预测",
        "计划",
        "目标",
    ]
)
PARTS = (  # words that hold one of these, the first that fits
    ("ivr放弃", "hang up"), ("自助放弃", "hang up"), ("放弃", "abandoned"), ("自助", "contained"), ("机器人", "contained"), ("接通", "answered"), ("接听", "answered"),
    ("应答", "answered"), ("遇忙", "blocked"), ("abandoned in ivr", "hang up"), ("ivr abandon", "hang up"), ("abandoned", "abandoned"), ("answered", "answered"),
)  # fmt: skip
NOT = ("未", "没", "无", "非", "转", "not ", "un", "re")
OUTCOME_WORDS = ("answered", "abandoned", "blocked", "contained", "hang up", "closed", "unknown", "leave out")


def bare(name: str) -> str:
    """A name as it is compared: lower case, words apart, brackets and punctuation gone."""
    text = unicodedata.normalize("NFKC", name).strip()
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold()
    text = re.sub(r"[(（\[【].*?[)）\]】]", " ", text)
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def outcome_of(column: str, word: str) -> str | None:
    """What a word of an outcome column means, if that is known; yes and no only where the column asks."""
    said = bare(word)
    if not said:
        return "unknown"
    for begins, (yes, no) in ASKED.items():
        if bare(column).startswith(begins):
            if said in YES:
                return yes
            if said in NO:
                return no
    return OUTCOMES.get(said) or next(
        (outcome for part, outcome in PARTS if part in said and not any(no in said for no in NOT)), None
    )


def unit_in(name: str) -> float | None:
    """Seconds of the unit that a column's name has, in brackets or as its last word."""
    text = unicodedata.normalize("NFKC", name).casefold()
    words = re.findall(r"[(\[【]\s*([^)\]】]*?)\s*[)\]】]", text) + re.split(r"[\s_.-]+", text)[-1:]
    return next((UNITS[word] for word in words if word in UNITS), None)


def field_of(table: Table, name: str) -> Known:
    """A field by its name."""
    return next(one for one in TABLES[table] if one.name == name)
