-- The tenant of a transaction (D16).

CREATE FUNCTION yizhan_zone() RETURNS smallint
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    named text := current_setting('yizhan.zone', true);
BEGIN
    -- After a transaction that set it, an unset setting reads as the empty text.
    IF named IS NULL OR named = '' THEN
        RAISE EXCEPTION 'no zone is set in this transaction' USING ERRCODE = 'YZ001';
    END IF;
    RETURN named::smallint;
END
$$;

CREATE FUNCTION yizhan_firm() RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('yizhan.firm', true), '')::integer, 0);

CREATE FUNCTION yizhan_office() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('yizhan.office', true) = 'on', false);

-- Ids (yizhan.kernel.ids): milliseconds since 2020 in the upper 41 bits, a serial in the lower 22.

CREATE SEQUENCE yizhan_serial;
COMMENT ON SEQUENCE yizhan_serial IS 'Blocks of 32 serials of ids';

CREATE FUNCTION yizhan_id_floor(at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN floor(extract(epoch FROM at - timestamptz '2020-01-01 00:00:00+00') * 1000)::bigint << 22;

CREATE FUNCTION yizhan_instant(id bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN timestamptz '2020-01-01 00:00:00+00' + (id >> 22) * interval '1 millisecond';

CREATE FUNCTION yizhan_new_id(at timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN yizhan_id_floor(at) | ((nextval('yizhan_serial') * 32) & 4194303);

-- Names of the other roles are the owner's with another ending: see yizhan.store.roles.

CREATE FUNCTION yizhan_role(role text) RETURNS name
LANGUAGE sql STABLE
RETURN ('yizhan_' || role || substr(
    (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'yizhan_serial'::regclass), 13
))::name;

-- Row-level security of one table. `portal` is what a firm's page may see beside its zone.

CREATE FUNCTION yizhan_protect(named regclass, portal text, rights jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    zone_is constant text := 'zone = (SELECT yizhan_zone())';
    seen text := zone_is || ' AND ((SELECT yizhan_office())'
        || coalesce(' OR (' || portal || ')', '') || ')';
    held record;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', named);
    EXECUTE format(
        'CREATE POLICY station ON %s FOR ALL TO %I, %I, %I USING (%s) WITH CHECK (%s)', named,
        yizhan_role('owner'), yizhan_role('pipeline'), yizhan_role('jobs'), zone_is, zone_is
    );
    EXECUTE format(
        'CREATE POLICY portal ON %s FOR ALL TO %I USING (%s) WITH CHECK (%s)', named,
        yizhan_role('portal'), seen, seen
    );
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', named);
    FOR held IN SELECT key, value FROM jsonb_each_text(rights) WHERE value <> '' LOOP
        EXECUTE format('GRANT %s ON %s TO %I', held.value, named, yizhan_role(held.key));
    END LOOP;
END
$$;

-- A partition is reached through its table alone: forced security without a policy lets nobody in.

CREATE FUNCTION yizhan_seal_partition(named regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', named);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', named);
END
$$;

-- Partitions by month. Made beside the table, then attached: attaching does not wait for those
-- who read and write it, as CREATE TABLE … PARTITION OF would.

CREATE TABLE yizhan_monthly (
    named regclass PRIMARY KEY,
    key name NOT NULL,
    storage text NOT NULL DEFAULT ''
);
REVOKE ALL ON yizhan_monthly FROM PUBLIC;

CREATE FUNCTION yizhan_make_month(named regclass, month date) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    parent name := (SELECT relname FROM pg_class WHERE oid = named);
    part name := left(parent, 54) || to_char(month, '"_y"YYYY"m"MM');
    options text := (SELECT storage FROM yizhan_monthly AS m WHERE m.named = yizhan_make_month.named);
BEGIN
    IF to_regclass(format('%I', part)) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format(
        'CREATE TABLE %I (LIKE %s INCLUDING ALL) %s', part, named,
        CASE WHEN options <> '' THEN 'WITH (' || options || ')' ELSE '' END
    );
    PERFORM yizhan_seal_partition(part::text::regclass);
    EXECUTE format(
        'ALTER TABLE %s ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', named, part,
        yizhan_id_floor(month::timestamp AT TIME ZONE 'UTC'),
        yizhan_id_floor((month + interval '1 month')::timestamp AT TIME ZONE 'UTC')
    );
    RETURN true;
END
$$;

-- Months of all registered tables from the month of `since` to the month of `until`.

CREATE FUNCTION yizhan_make_partitions(since timestamptz, until timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made integer := 0;
    held record;
BEGIN
    -- Two schedulers at once: the second finds all done.
    PERFORM pg_advisory_xact_lock(7011502);
    FOR held IN
        SELECT m.named, month::date AS month
        FROM yizhan_monthly AS m, generate_series(
            date_trunc('month', since AT TIME ZONE 'UTC'),
            date_trunc('month', until AT TIME ZONE 'UTC'), interval '1 month'
        ) AS month
        ORDER BY m.named::text, month
    LOOP
        made := made + yizhan_make_month(held.named, held.month)::integer;
    END LOOP;
    RETURN made;
END
$$;

CREATE FUNCTION yizhan_make_partitions(months_ahead integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT yizhan_make_partitions(
        now() - interval '1 month', now() + make_interval(months => least(months_ahead, 24))
    );
END;

CREATE FUNCTION yizhan_register_monthly(named regclass, key name, storage text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    month date;
BEGIN
    INSERT INTO yizhan_monthly VALUES (named, key, storage);
    FOR month IN SELECT generate_series(
        date_trunc('month', (now() AT TIME ZONE 'UTC') - interval '1 month'),
        date_trunc('month', (now() AT TIME ZONE 'UTC') + interval '1 month'), interval '1 month'
    ) LOOP
        PERFORM yizhan_make_month(named, month);
    END LOOP;
END
$$;

-- Partitions by hash of the zone, for key tables.

CREATE FUNCTION yizhan_make_hashed(named regclass, parts integer, storage text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    parent name := (SELECT relname FROM pg_class WHERE oid = named);
    part name;
BEGIN
    FOR remainder IN 0 .. parts - 1 LOOP
        part := left(parent, 54) || '_h' || remainder;
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF %s FOR VALUES WITH (MODULUS %s, REMAINDER %s) %s',
            part, named, parts, remainder,
            CASE WHEN storage <> '' THEN 'WITH (' || storage || ')' ELSE '' END
        );
        PERFORM yizhan_seal_partition(part::text::regclass);
    END LOOP;
END
$$;

DO $$
DECLARE
    others constant text := format(
        '%I, %I, %I', yizhan_role('pipeline'), yizhan_role('portal'), yizhan_role('jobs')
    );
BEGIN
    EXECUTE 'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC';
    EXECUTE 'GRANT EXECUTE ON FUNCTION yizhan_zone(), yizhan_firm(), yizhan_office(),'
        ' yizhan_id_floor(timestamptz), yizhan_instant(bigint), yizhan_new_id(timestamptz) TO '
        || others;
    EXECUTE format(
        'GRANT EXECUTE ON FUNCTION yizhan_make_partitions(integer),'
        ' yizhan_make_partitions(timestamptz, timestamptz) TO %I', yizhan_role('jobs')
    );
    EXECUTE 'GRANT USAGE ON SEQUENCE yizhan_serial TO ' || others;
    EXECUTE 'GRANT USAGE ON SCHEMA public TO ' || others;
END
$$;
