package io.wattmesh.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a server makes of them is in the stores' tests. */
class MigrationsTest {
  @Test
  void a_file_is_its_statements_without_what_is_for_people() {
    assertThat(
            Migrations.statements(
                """
                -- a table; of things
                CREATE TABLE one (
                  -- its key
                  id int PRIMARY KEY
                );

                CREATE TABLE two (id int PRIMARY KEY);
                """))
        .hasSize(2)
        .last()
        .isEqualTo("CREATE TABLE two (id int PRIMARY KEY)");
  }

  @Test
  void a_component_without_files_is_told() {
    assertThatThrownBy(() -> new Migrations("nothing", MigrationsTest.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(MigrationsTest.class.getName());
  }
}
