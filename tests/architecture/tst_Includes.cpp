// SPDX-License-Identifier: Apache-2.0
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <map>
#include <set>

/// Reads the includes of every source and fails with file:line on an edge that the layers forbid.
class TestIncludes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modulesIncludeOnlyWhatStandsBelowThem();
    void librariesStayInTheirLayers();
    void sourceFilesStayReadable();
};

namespace {

struct Include {
    QString file; ///< relative to the root, e.g. "core/dataset/Case.h"
    int line = 0;
    QString target; ///< as written
};

const QString kRoot = QStringLiteral(SEG_SOURCE_DIR);
const QStringList kLayers{"core", "database", "viewers", "gui", "app"};

QStringList sources()
{
    QStringList files;
    for (const QString& layer : kLayers) {
        QDirIterator it(kRoot + '/' + layer, {"*.h", "*.cpp", "*.cu"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            files << QDir(kRoot).relativeFilePath(it.next());
        }
    }
    files.sort();
    return files;
}

std::vector<Include> includes()
{
    static const QRegularExpression pattern(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
    std::vector<Include> found;
    for (const QString& name : sources()) {
        QFile file(kRoot + '/' + name);
        if (!file.open(QIODevice::ReadOnly)) {
            qFatal("cannot read %s", qPrintable(name));
        }
        int line = 0;
        while (!file.atEnd()) {
            ++line;
            const auto match = pattern.match(QString::fromUtf8(file.readLine()));
            if (match.hasMatch()) {
                found.push_back({name, line, match.captured(1)});
            }
        }
    }
    return found;
}

/// "core/dataset" for a file of core, "gui" for one of the other layers; empty for a system header.
QString moduleOf(const QString& path)
{
    const QStringList parts = path.split('/');
    if (!kLayers.contains(parts.first())) {
        return {};
    }
    return parts.first() == "core" ? parts.value(0) + '/' + parts.value(1) : parts.first();
}

/// Every module with those it may include besides itself (style: dependency rules).
const std::map<QString, std::set<QString>>& allowed()
{
    static const std::map<QString, std::set<QString>> table = [] {
        std::map<QString, std::set<QString>> t;
        t["core/base"] = {};
        t["core/imaging"] = {"core/base"};
        t["core/dataset"] = {"core/base", "core/imaging"};
        t["core/planning"] = {"core/base", "core/imaging", "core/dataset"};
        t["core/preprocessing"] = {"core/base", "core/imaging", "core/dataset", "core/planning"};
        t["core/evaluation"] = {"core/base", "core/imaging", "core/dataset"};
        t["core/kernels"] = {"core/base"};
        t["core/gpu"] = {"core/base", "core/kernels"};
        t["core/network"] = {"core/base", "core/kernels", "core/planning"};
        t["core/augmentation"] = {"core/base", "core/imaging", "core/dataset", "core/planning",
                                  "core/preprocessing"};
        t["core/training"] = {"core/base",          "core/imaging",    "core/dataset", "core/planning",
                              "core/preprocessing", "core/evaluation", "core/kernels", "core/network",
                              "core/augmentation",  "core/inference"};
        t["core/inference"] = {"core/base",          "core/imaging", "core/dataset", "core/planning",
                               "core/preprocessing", "core/kernels", "core/network", "core/training"};
        t["core/reporting"] = {"core/base",     "core/imaging",    "core/dataset",
                               "core/planning", "core/evaluation", "core/training"};
        std::set<QString> core;
        for (const auto& [module, below] : t) {
            core.insert(module);
        }
        t["database"] = core;
        t["viewers"] = {"core/base", "core/imaging", "core/dataset"};
        t["gui"] = core;
        t["gui"].insert({"database", "viewers"});
        t["app"] = t["gui"];
        t["app"].insert("gui");
        return t;
    }();
    return table;
}

} // namespace

void TestIncludes::modulesIncludeOnlyWhatStandsBelowThem()
{
    QStringList forbidden;
    for (const Include& include : includes()) {
        const QString from = moduleOf(include.file);
        const QString to = moduleOf(include.target);
        if (to.isEmpty() || from == to) {
            continue;
        }
        const auto entry = allowed().find(from);
        if (entry == allowed().end() || !entry->second.contains(to)) {
            forbidden << QString("%1:%2: %3 must not include %4")
                             .arg(include.file)
                             .arg(include.line)
                             .arg(from, include.target);
        }
    }
    QVERIFY2(forbidden.isEmpty(), qPrintable('\n' + forbidden.join('\n')));
}

void TestIncludes::librariesStayInTheirLayers()
{
    static const QRegularExpression qt("^Q[A-Z]");
    static const QRegularExpression vtk("^vtk");
    static const QRegularExpression itk("^itk");
    static const QRegularExpression torch("^(torch|ATen|c10)/");
    static const QRegularExpression sql("^(SQLiteCpp/|sqlite3\\.h)");
    static const QRegularExpression torchModules(
        "^core/(augmentation|network|kernels|gpu|training|inference|distributed|interop)/");
    static const QRegularExpression itkModules("^core/(imaging|preprocessing|postprocessing|evaluation)/");
    QStringList forbidden;
    const auto refuse = [&](const Include& include, const char* rule) {
        forbidden << QString("%1:%2: <%3>: %4").arg(include.file).arg(include.line).arg(include.target, rule);
    };
    int seen = 0;
    for (const Include& include : includes()) {
        const bool core = include.file.startsWith("core/");
        const bool window = include.file.startsWith("viewers/") || include.file.startsWith("gui/") ||
                            include.file.startsWith("app/desktop/");
        ++seen;
        if (qt.match(include.target).hasMatch() && !window) {
            refuse(include, "Qt belongs to viewers, gui and the desktop program");
        }
        if (vtk.match(include.target).hasMatch() && !include.file.startsWith("viewers/")) {
            refuse(include, "VTK belongs to viewers");
        }
        if (itk.match(include.target).hasMatch() && !itkModules.match(include.file).hasMatch()) {
            refuse(include, "ITK belongs to imaging, preprocessing, postprocessing and evaluation");
        }
        if (torch.match(include.target).hasMatch() && core && !torchModules.match(include.file).hasMatch()) {
            refuse(include,
                   "LibTorch belongs to augmentation, network, kernels, gpu, training and inference");
        }
        if (sql.match(include.target).hasMatch() && !include.file.startsWith("database/")) {
            refuse(include, "SQL belongs to database");
        }
    }
    QVERIFY(seen > 50); // the folder was found
    QVERIFY2(forbidden.isEmpty(), qPrintable('\n' + forbidden.join('\n')));
}

void TestIncludes::sourceFilesStayReadable()
{
    QStringList tooLong;
    for (const QString& name : sources()) {
        QFile file(kRoot + '/' + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto lines = file.readAll().count('\n');
        if (lines > (name.endsWith(".h") ? 300 : 800)) {
            tooLong << QString("%1 has %2 lines").arg(name).arg(lines);
        }
    }
    QVERIFY2(tooLong.isEmpty(), qPrintable('\n' + tooLong.join('\n')));
}

QTEST_APPLESS_MAIN(TestIncludes)
#include "tst_Includes.moc"
