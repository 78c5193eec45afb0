"""What a search finds as a table of pandas.

The columns are those of every table that goes out (`schemas.formats.table`). Texts are `string`, days and moments `datetime64`
(moments in UTC), whole numbers `Int64`, truth values `boolean`; several values are a list in their cell, so that `explode` works.
What is not known is missing (`NA`, `NaT`), never an empty text.
"""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame


def frame(parquet: bytes) -> "DataFrame":
    """The table in a file of Parquet. Raises `ModuleNotFoundError` without pandas."""
    try:
        import pandas as pd  # noqa: PLC0415  # a second of loading, for tables alone
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("A table needs pandas. Install it with Serai: pip install 'serai[pandas]'") from error
    import pyarrow as pa  # noqa: PLC0415  # the same
    from pyarrow.parquet import read_table  # noqa: PLC0415

    kinds = {
        pa.string(): pd.StringDtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    table = read_table(BytesIO(parquet)).to_pandas(types_mapper=kinds.get, date_as_object=False)
    several = table.select_dtypes("object").columns
    table[several] = table[several].map(list, na_action="ignore")
    return table
