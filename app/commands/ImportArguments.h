// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CommandContext.h"
#include "app/commands/ImportSource.h"
#include "core/dataset/Download.h"

#include <cstddef>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace seg::app {

/// What to import and how, as typed.
struct ImportArguments {
    std::string source;
    ImportChoice choice;
    std::vector<std::string> exclude;
    std::string images; ///< name patterns of a plain folder
    std::string labels;
    std::vector<std::string> fixes;
    std::string download; ///< name of a Decathlon task
    std::string mirror{dataset::kMsdMirror};
    std::string md5;
    std::string sha256;
    bool acceptLicense = false;
    bool reference = false;
    bool copy = false; ///< the default; named so that a script can say it
};

/// The options by which `import` and `run` say how to import.
/// \param nameOption  how the option for the dataset's name is called; "--name" of `run` is the project's.
void declareImportOptions(CLI::App& verb, ImportArguments& arguments, const std::string& nameOption);

/// Before anything is written. \throws seg::Error  InvalidArgument: not exactly one of a source and a task to
/// download, a license that was not accepted, a checksum that is none.
void requireUsable(const ImportArguments& arguments);

/// Downloads where that was asked for, imports, and remembers the options with the project. No fixes.
/// \throws seg::Error  as requireUsable(), dataset::downloadFile() and importSource().
database::DatasetRecord importAsAsked(const ImportArguments& arguments, database::Project& project,
                                      CommandContext& context);

/// Of each --fix, in their order.
struct AskedFix {
    std::string name; ///< as typed
    std::size_t cases = 0;
};
std::vector<AskedFix> fixAsAsked(const ImportArguments& arguments, database::Project& project,
                                 const database::DatasetRecord& record, CommandContext& context);

/// What a dataset that is there already makes of the options of an import: cases are excluded and fixed as
/// `verify --fix` does it, unless they are already.
/// \return  how many cases were changed. \throws seg::Error  InvalidArgument naming an option that comes too
/// late because it was not given, or given otherwise, when the dataset was imported; or a case to exclude
/// that never was there. Nothing is changed then.
std::size_t catchUpImport(const ImportArguments& arguments, database::Project& project,
                          const database::DatasetRecord& record, CommandContext& context);

} // namespace seg::app
