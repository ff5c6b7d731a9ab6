"""Zones, organisations, people, keys and links, each zone with its own."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Creates empty tables; nothing running is touched."""

    initial = True
    dependencies = [("store", "0001_functions")]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("username", models.CharField(max_length=64, unique=True)),
                ("name", models.TextField()),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "person",
            },
        ),
        migrations.CreateModel(
            name="Zone",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=32, unique=True)),
                ("name", models.TextField()),
                ("name_en", models.TextField()),
            ],
            options={
                "db_table": "zone",
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("zone", models.SmallIntegerField()),
                ("name", models.TextField()),
                ("name_en", models.TextField(blank=True, default="")),
                ("uscc", models.CharField(blank=True, default="", max_length=18)),
                ("customs_code", models.CharField(blank=True, default="", max_length=10)),
                ("dxp_id", models.CharField(blank=True, default="", max_length=30)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                ("signs_by_station", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "organisation",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("uscc", ""), _negated=True),
                        fields=("zone", "uscc"),
                        name="organisation_uscc",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("customs_code", ""), _negated=True),
                        fields=("zone", "customs_code"),
                        name="organisation_customs",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zone", models.SmallIntegerField()),
                ("office", models.CharField(blank=True, default="", max_length=16)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("clerk", "经办人 Clerk"),
                            ("officer", "工作人员 Officer"),
                            ("administrator", "管理员 Administrator"),
                        ],
                        default="clerk",
                        max_length=16,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="access.user"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="access.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "membership",
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zone", models.SmallIntegerField()),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), size=None
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations_given",
                        to="access.organisation",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations_held",
                        to="access.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "delegation",
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zone", models.SmallIntegerField()),
                ("prefix", models.CharField(max_length=8)),
                ("digest", models.BinaryField(max_length=32)),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="access.organisation"
                    ),
                ),
            ],
            options={
                "db_table": "api_key",
            },
        ),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zone", models.SmallIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="access.membership"
                    ),
                ),
            ],
            options={
                "db_table": "sign_in_link",
            },
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation", None), ("office", ""), _connector="XOR"),
                name="membership_firm_or_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("zone", "user", "organisation", "office"),
                name="membership_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.UniqueConstraint(
                fields=("zone", "sender", "owner", "valid_from"), name="delegation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.UniqueConstraint(fields=("zone", "prefix"), name="api_key_prefix"),
        ),
        migrations.AddConstraint(
            model_name="signinlink",
            constraint=models.UniqueConstraint(
                fields=("zone", "digest"), name="sign_in_link_digest"
            ),
        ),
    ]
