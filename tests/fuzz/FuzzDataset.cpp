// SPDX-License-Identifier: Apache-2.0
#include "core/base/Json.h"
#include "core/dataset/DatasetManifest.h"
#include "tests/fuzz/FuzzFile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const seg::test::FuzzFile file(SEG_FUZZ_FILE);
    file.fill(data, size);
    seg::test::refusesInWords([] {
        const seg::Json json = seg::readJson(file.path());
        const auto manifest = seg::dataset::manifestFromJson(json, "dataset.json");
        static_cast<void>(seg::jsonText(seg::dataset::manifestToJson(manifest)));
    });
    seg::test::refusesInWords(
        [] { static_cast<void>(seg::dataset::openRawDataset(file.path().parent_path())); });
    return 0;
}
