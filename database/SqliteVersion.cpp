// SPDX-License-Identifier: Apache-2.0
#include "database/SqliteVersion.h"

#include <sqlite3.h>

namespace seg::database {

std::string sqliteVersion()
{
    return sqlite3_libversion();
}

} // namespace seg::database
