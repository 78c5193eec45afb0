"""The words that join others, such as "of", in our eleven languages. A record need not have them to be found."""

from ..analysis.folding import fold

_WORDS = (
    "a an and as at by for from in into is of on or the to with"
    " а без в во для до за и из или к на не о об от по под при с со у через"
    " аб ад да для з за і на па пра праз у ў"
    " және мен бен пен үшін туралы бойынша"
    " жана менен үчүн жөнүндө боюнча"
    " ва барои аз бо дар ба бар"
    " va uchun bilan bo‘yicha haqida ҳақида учун билан бўйича"
    " و در به از با برای که را این های ها می"
    " کا کی کے میں سے اور پر کو ہے"
    " का की के में से और पर को है हैं"
)

JOINING = frozenset(fold(word) for word in _WORDS.split())
"""The joining words as they are compared."""
