"""The names of the months, in the forms that dates use ("16 июня", "5-марты"), folded to lower case.

Written by hand from the languages' grammars; Tajik and Cyrillic Uzbek share their names.
"""

_GREGORIAN = (
    "january jan январь января янв студзень студзеня қаңтар январы yanvar январ जनवरी جنوری",
    "february feb февраль февраля фев февр люты лютага ақпан февралы fevral феврал फ़रवरी फरवरी فروری",
    "march mar март марта мар сакавік сакавіка наурыз марты mart मार्च مارچ",
    "april apr апрель апреля апр красавік красавіка сәуір апрели aprel апрел अप्रैल اپریل",
    "may май мая мамыр майы मई مئی",
    "june jun июнь июня июн чэрвень чэрвеня маусым июну iyun जून جون",
    "july jul июль июля июл ліпень ліпеня шілде июлу iyul जुलाई جولائی",
    "august aug август августа авг жнівень жніўня тамыз августу avgust अगस्त اگست",
    "september sep sept сентябрь сентября сен сент верасень верасня қыркүйек сентябры sentabr сентябр सितंबर सितम्बर ستمبر",
    "october oct октябрь октября окт кастрычнік кастрычніка қазан октябры oktabr октябр अक्टूबर अक्तूबर اکتوبر",
    "november nov ноябрь ноября ноя нояб лістапад лістапада қараша ноябры noyabr ноябр नवंबर नवम्बर نومبر",
    "december dec декабрь декабря дек снежань снежня желтоқсан декабры dekabr декабр दिसंबर दिसम्बर دسمبر",
)

_SOLAR_HIJRI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"

GREGORIAN: dict[str, int] = {name: month for month, names in enumerate(_GREGORIAN, start=1) for name in names.split()}
SOLAR_HIJRI: dict[str, int] = {name: month for month, name in enumerate(_SOLAR_HIJRI.split(), start=1)}
