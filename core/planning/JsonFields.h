// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"
#include "core/base/Json.h"

#include <string>

namespace seg::planning {

/// A JSON object together with words for where it stands, so that a missing or wrong key is named in the
/// error.
class JsonFields {
public:
    /// \param object  outlives this reader.
    /// \param where   e.g. "nnUNetPlans.json, configuration 3d_fullres".
    /// \throws seg::Error  BadInput when it is not an object.
    JsonFields(const Json& object, std::string where) : m_object(object), m_where(std::move(where))
    {
        if (!object.is_object()) {
            throw Error(ErrorCode::BadInput, "cannot read " + m_where + ": a JSON object was expected");
        }
    }

    [[nodiscard]] const std::string& where() const noexcept { return m_where; }
    [[nodiscard]] bool has(const char* key) const
    {
        return m_object.contains(key) && !m_object[key].is_null();
    }

    /// \throws seg::Error  BadInput when the key is missing.
    [[nodiscard]] const Json& at(const char* key) const
    {
        const auto found = m_object.find(key);
        if (found == m_object.end()) {
            throw Error(ErrorCode::BadInput,
                        "cannot read " + m_where + ": the key \"" + key + "\" is missing");
        }
        return *found;
    }

    /// \throws seg::Error  BadInput when the key is missing or holds something else than a T.
    template <class T> [[nodiscard]] T get(const char* key) const
    {
        try {
            return at(key).template get<T>();
        } catch (const Json::exception&) {
            throw Error(ErrorCode::BadInput, "cannot read " + m_where + ": the key \"" + key +
                                                 "\" has a value of the wrong form, " +
                                                 at(key).dump().substr(0, 80));
        }
    }

    template <class T> [[nodiscard]] T get(const char* key, T otherwise) const
    {
        return has(key) ? get<T>(key) : otherwise;
    }

private:
    const Json& m_object;
    std::string m_where;
};

} // namespace seg::planning
