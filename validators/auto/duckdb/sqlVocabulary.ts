/**
 * What a query may be made of. Allowed by name, not denied by name: a function that reads a file,
 * the clock, a random source or the session, or that grows its input (`repeat`, `range`, lists,
 * string concatenation), is absent, and so is every one that a later DuckDB adds.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const EXPRESSIONS = words(
  `BETWEEN CASE CAST COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION OPERATOR
   POSITIONAL_REFERENCE STAR SUBQUERY WINDOW`,
);

/** Everything with a type but no class: query nodes, tables, modifiers, orders. */
export const STRUCTURES = words(
  `SELECT_NODE SET_OPERATION_NODE BASE_TABLE SUBQUERY JOIN EMPTY EXPRESSION_LIST
   ORDER_MODIFIER LIMIT_MODIFIER DISTINCT_MODIFIER ORDER_DEFAULT ASCENDING DESCENDING`,
);

export const OPERATORS = words(
  `COMPARE_IN COMPARE_NOT_IN OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_NOT OPERATOR_COALESCE
   OPERATOR_NULLIF`,
);

export const CASTS = words(
  `BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT
   FLOAT DOUBLE DECIMAL VARCHAR DATE TIME TIMESTAMP TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS INTERVAL`,
);

export const LIKES = words('~~ !~~ ~~* !~~*');

const AGGREGATES = words(
  `any_value arbitrary arg_max arg_min argmax argmin avg bit_and bit_or bool_and bool_or corr count
   count_if count_star countif covar_pop covar_samp entropy favg first fsum geomean geometric_mean
   kahan_sum kurtosis kurtosis_pop last mad max max_by mean median min min_by mode product quantile
   quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope
   regr_sxx regr_sxy regr_syy sem skewness stddev stddev_pop stddev_samp sum sum_no_overflow
   sumkahan var_pop var_samp variance wavg weighted_avg`,
);

/** Aggregates whose moving windows stay cheap whatever the frame. */
export const MOVING_AGGREGATES = words('avg count count_star max mean min sum');

export const WINDOWS = words(
  `WINDOW_AGGREGATE WINDOW_CUME_DIST WINDOW_RANK_DENSE WINDOW_FIRST_VALUE WINDOW_LAG
   WINDOW_LAST_VALUE WINDOW_LEAD WINDOW_NTH_VALUE WINDOW_NTILE WINDOW_PERCENT_RANK WINDOW_RANK
   WINDOW_ROW_NUMBER`,
);

const SCALARS = words(
  `+ - * / // % ** ^ @ abs acos add asin atan atan2 cbrt ceil ceiling cos degrees divide even exp
   fdiv floor fmod greatest ifnull isfinite isinf isnan least ln log log10 log2 mod multiply nullif
   pi pow power radians round round_even sign sin sqrt subtract tan trunc
   char_length character_length contains ends_with instr left len length lower ltrim position prefix
   regexp_full_match regexp_matches right rtrim starts_with strlen strpos substr substring suffix
   trim upper
   date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname
   dayofmonth dayofweek dayofyear epoch epoch_ms hour isodow isoyear last_day make_date minute month
   monthname quarter second strftime strptime to_days to_hours to_minutes to_months to_seconds
   to_weeks to_years try_strptime week weekday weekofyear year`,
);

export const FUNCTIONS: ReadonlySet<string> = new Set([...SCALARS, ...AGGREGATES, ...LIKES]);

/** Words that mean a function of the session although they look like a column. */
export const SESSION_WORDS = words(
  `current_catalog current_database current_date current_role current_schema current_time
   current_timestamp current_user localtime localtimestamp session_user user`,
);
